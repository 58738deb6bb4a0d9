package org.garam.backend.cuda;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.garam.backend.cuda.library.MemoryPool;
import org.garam.kernels.host.BufferMemory;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.HeldMemory;
import org.garam.kernels.host.MemoryHolder;
import org.garam.kernels.host.Transfers;
import org.garam.spi.DeviceException;
import org.garam.spi.MemoryUse;
import org.garam.spi.OutOfDeviceMemoryException;
import org.garam.tensor.DType;

/**
 * Allocates the memory of a device in the order of its stream: what is freed can be taken by the next allocation at once,
 * for whatever still uses it runs before. The driver's pool keeps freed memory, so that most allocations do not reach the
 * operating system.
 */
final class DeviceMemory implements BufferMemory, AutoCloseable {
    private final String deviceName;
    private final CudaDeviceProperties properties;
    private final CudaStream stream;
    private final MemoryPool pool;
    private final HeldMemory held;
    private final Map<Long, Live> live = new HashMap<>();
    private final Transfers transfers;

    private record Live(long bytes, MemoryHolder holder) {}

    /** @param pool the driver's pool of the device; null if it has none */
    DeviceMemory(String deviceName, CudaDeviceProperties properties, CudaStream stream, MemoryPool pool, Transfers transfers) {
        this.deviceName = deviceName;
        this.properties = properties;
        this.stream = stream;
        this.pool = pool;
        this.transfers = transfers;
        held = new HeldMemory(properties.memoryBytes());
    }

    /** {@return how much is held} */
    HeldMemory held() {
        return held;
    }

    /** {@return what holds how much, and what the driver has left} */
    MemoryUse use() {
        stream.lock().lock();
        try {
            stream.enter();
            return new MemoryUse(held.byHolder(), driverFigures().map(figures -> OptionalLong.of(figures.free))
                    .orElse(OptionalLong.empty()));
        } finally {
            stream.lock().unlock();
        }
    }

    /** What the driver tells of a device: its bytes that are free, and all it has. */
    private record DriverFigures(long free, long total) {}

    /** {@return what the driver tells} The context is current to the calling thread. */
    private static Optional<DriverFigures> driverFigures() {
        long[] free = new long[1];
        long[] total = new long[1];
        return JCudaDriver.cuMemGetInfo(free, total) == CudaError.SUCCESS ? Optional.of(new DriverFigures(free[0], total[0]))
                : Optional.empty();
    }

    @Override
    public Transfers transfers() {
        return transfers;
    }

    @Override
    public CountedBuffer allocate(DType dtype, long size, MemoryHolder holder) {
        if (size < 0 || size > Long.MAX_VALUE / Long.BYTES) {
            throw new DeviceException(asked(dtype, size) + " is refused: no number of elements");
        }
        return new CountedBuffer(this, allocate(Math.max(1, size * dtype.bytes()), holder, () -> asked(dtype, size)), dtype,
                size, holder);
    }

    private String asked(DType dtype, long size) {
        long bytes = Math.clamp(size, 0, Long.MAX_VALUE / Long.BYTES) * dtype.bytes();
        return deviceName + ": allocating " + HeldMemory.mebibytes(bytes) + " MiB (" + size + " elements of " + dtype + ")";
    }

    /** {@return the address of {@code bytes} of memory; {@code asked} is what a message calls that} */
    private long allocate(long bytes, MemoryHolder holder, Supplier<String> asked) {
        stream.lock().lock();
        try {
            Address.Result address = new Address.Result();
            int code = tryAllocate(address, bytes, holder);
            if (code == CudaError.OUT_OF_MEMORY) {
                // The pool may hold memory in pieces that are too small.
                stream.drain();
                if (pool != null) {
                    pool.trim();
                }
                code = tryAllocate(address, bytes, holder);
            }
            if (code == CudaError.OUT_OF_MEMORY) {
                throw outOfMemory(asked.get());
            }
            stream.check(code, asked.get());
            live.put(address.value(), new Live(bytes, holder));
            return address.value();
        } finally {
            stream.lock().unlock();
        }
    }

    /** What the device cannot hold is not even tried: the driver would move other programs' memory to the host for it. */
    private int tryAllocate(Address.Result address, long bytes, MemoryHolder holder) {
        CUstream queue = stream.enter();
        if (!held.take(bytes, holder)) {
            return CudaError.OUT_OF_MEMORY;
        }
        int code = pool == null ? JCudaDriver.cuMemAlloc(address, bytes) : JCudaDriver.cuMemAllocAsync(address, bytes, queue);
        if (code != CudaError.SUCCESS) {
            held.giveBack(bytes, holder);
        }
        return code;
    }

    private OutOfDeviceMemoryException outOfMemory(String asked) {
        long unused = pool == null ? 0 : pool.unusedBytes();
        String rest = driverFigures().map(figures -> ", the driver's pool keeps " + HeldMemory.mebibytes(unused)
                + " MiB that are not used, " + HeldMemory.mebibytes(figures.free)
                + " MiB are free, other programs and the driver hold " + HeldMemory.mebibytes(Math.max(0,
                        figures.total - figures.free - held.bytes() - unused)) + " MiB").orElse("");
        return new OutOfDeviceMemoryException(asked + " failed: " + CudaError.name(CudaError.OUT_OF_MEMORY) + ": " + held + rest
                + "; take smaller batches, close tensors or models that are no longer used, end other programs on the device,"
                + " or choose a device with more memory");
    }

    @Override
    public void free(long address, long bytes, MemoryHolder holder) {
        stream.lock().lock();
        try {
            // After the device was closed, or failed, the driver has taken back everything.
            if (live.remove(address) != null) {
                held.giveBack(bytes, holder);
                if (stream.isUsable()) {
                    CUstream queue = stream.enter();
                    int code = pool == null ? freeNow(address) : JCudaDriver.cuMemFreeAsync(Address.ofDevice(address), queue);
                    if (code != CudaError.SUCCESS) {
                        stream.postpone(CudaError.failure(deviceName + ": freeing memory", code));
                    }
                }
            }
        } finally {
            stream.lock().unlock();
        }
    }

    private int freeNow(long address) {
        stream.drain();
        return JCudaDriver.cuMemFree(Address.ofDevice(address));
    }

    /** Frees everything that is left. */
    @Override
    public void close() {
        stream.lock().lock();
        try {
            Map.copyOf(live).forEach((address, buffer) -> free(address, buffer.bytes, buffer.holder));
            if (pool != null && stream.isUsable()) {
                stream.drain();
                pool.trim();
            }
        } finally {
            stream.lock().unlock();
        }
    }
}
