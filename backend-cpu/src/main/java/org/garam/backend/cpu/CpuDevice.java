package org.garam.backend.cpu;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.DeviceInfo;
import org.garam.spi.Executable;
import org.garam.spi.MemoryUse;
import org.garam.tensor.DType;

/** The processor as a device. A run is over when the call returns, so the queue is a lock. */
final class CpuDevice implements Device {
    private final DeviceInfo info;
    private final WorkerPool pool;
    private final ProductScratch scratch;
    private final ReentrantLock queue = new ReentrantLock();

    CpuDevice(DeviceInfo info, int threads) {
        this.info = info;
        pool = new WorkerPool(threads);
        scratch = new ProductScratch(threads);
    }

    static DeviceInfo describe(String name) {
        return new DeviceInfo("cpu", 0, name, Runtime.getRuntime().maxMemory(), Set.of(DType.FLOAT32, DType.FLOAT64));
    }

    WorkerPool pool() {
        return pool;
    }

    ProductScratch scratch() {
        return scratch;
    }

    ReentrantLock queue() {
        return queue;
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public boolean accepts(Kernel kernel) {
        return KernelBinder.accepts(kernel);
    }

    @Override
    public DeviceBuffer allocate(DType dtype, long size) {
        return new CpuBuffer(dtype, size);
    }

    /** {@return what the JVM's heap has} Buffers are arrays there, and garbage counts until it is collected. */
    @Override
    public MemoryUse memoryUse() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return new MemoryUse(new LinkedHashMap<>(Map.of("the heap", used)), OptionalLong.of(runtime.maxMemory() - used));
    }

    @Override
    public Executable compile(Plan plan) {
        for (Kernel kernel : plan.kernels()) {
            if (!accepts(kernel)) {
                throw new DeviceException("cpu: too many instructions for one kernel, which accepts() tells: "
                        + kernel);
            }
        }
        return new CpuExecutable(this, plan);
    }

    @Override
    public void synchronize() {
        // What fails is thrown by the run itself; only another thread's run may be going on.
        queue.lock();
        queue.unlock();
    }

    @Override
    public void close() {
        pool.close();
    }
}
