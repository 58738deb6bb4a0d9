package org.garam.backend.cuda;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import jcuda.driver.CUcontext;
import jcuda.driver.CUevent;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.garam.kernels.host.KernelTrial;
import org.garam.kernels.host.PostponedFailure;
import org.garam.spi.DeviceException;

/**
 * The device's primary context and its in-order stream. Whoever uses it holds its lock, so that what belongs together
 * stays together; queuing allocates nothing.
 *
 * <p>After some failures the driver refuses everything until the context is destroyed. The first of them is reported
 * once; what is tried afterwards is refused with that reason.
 */
final class CudaStream implements KernelTrial.Failures, AutoCloseable {
    /** JCuda keeps the address to itself. */
    private static final class Handle extends CUstream {
        long address() {
            return getNativePointer();
        }
    }

    /** How many streams each device has: its context is one for all of them. */
    private static final Map<Integer, Integer> OPEN = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final String deviceName;
    private final CudaDeviceProperties properties;
    private final CUcontext context = new CUcontext();
    private final Handle stream = new Handle();
    private final PostponedFailure postponed = new PostponedFailure();
    private DeviceException fatal;
    private boolean closed;

    /** @throws DeviceException if the driver refuses */
    CudaStream(String deviceName, CudaDeviceProperties properties) {
        this.deviceName = deviceName;
        this.properties = properties;
        CudaError.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, properties.device()), deviceName
                + ": opening the device");
        OPEN.merge(properties.number(), 1, Integer::sum);
        enter();
        CudaError.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
                deviceName + ": creating its stream");
    }

    ReentrantLock lock() {
        return lock;
    }

    /**
     * {@return the stream, for calls on this thread} The caller holds the lock.
     *
     * @throws IllegalStateException if the device is closed
     * @throws DeviceException if it failed for good
     */
    CUstream enter() {
        if (closed) {
            throw new IllegalStateException(deviceName + " is closed; open a new engine");
        }
        if (fatal != null) {
            throw new DeviceException(deviceName + " failed before and takes nothing any more; close its engine and open a new one,"
                    + " and if that fails, too, start the program again. It failed with: " + fatal.getMessage(), fatal);
        }
        int code = JCudaDriver.cuCtxSetCurrent(context);
        if (code != CudaError.SUCCESS) {
            throw failure(code, "using its context");
        }
        return stream;
    }

    /** {@return the stream's address, for libraries} */
    long address() {
        return stream.address();
    }

    /**
     * Throws if {@code code} is not success; remembers it if nothing can be done on the device any more.
     *
     * @param attempted what was tried
     */
    void check(int code, String attempted) {
        if (code != CudaError.SUCCESS) {
            throw failure(code, attempted);
        }
    }

    private DeviceException failure(int code, String attempted) {
        DeviceException failure = CudaError.isFatal(code)
                ? CudaError.failure(deviceName + ": a kernel or copy queued earlier, noticed while " + attempted
                + ",", code)
                : CudaError.failure(deviceName + ": " + attempted, code);
        if (CudaError.isFatal(code) && fatal == null) {
            fatal = failure;
        }
        return failure;
    }

    /**
     * Waits until everything queued has run.
     *
     * @throws DeviceException the first failure since the last call
     */
    @Override
    public void finish() {
        CUevent end = new CUevent();
        lock.lock();
        try {
            CUstream queue = enter();
            check(JCudaDriver.cuEventCreate(end, EVENT_WITHOUT_TIME), "making an event");
            int code = JCudaDriver.cuEventRecord(end, queue);
            if (code != CudaError.SUCCESS) {
                JCudaDriver.cuEventDestroy(end);
                throw failure(code, "waiting for it");
            }
        } finally {
            lock.unlock();
        }
        // Outside of the lock, so that other threads can go on queuing.
        int code = JCudaDriver.cuEventSynchronize(end);
        JCudaDriver.cuEventDestroy(end);
        lock.lock();
        try {
            check(code, "waiting for it");
            reportFailure();
        } finally {
            lock.unlock();
        }
    }

    /** An event nobody asks for its time costs less. */
    static final int EVENT_WITHOUT_TIME = 2;

    /** Waits for what is queued, if the device still can; the caller holds the lock. What failed is not told. */
    void drain() {
        if (!closed && fatal == null) {
            JCudaDriver.cuCtxSetCurrent(context);
            int code = JCudaDriver.cuStreamSynchronize(stream);
            if (code != CudaError.SUCCESS) {
                postpone(failure(code, "waiting for it"));
            }
        }
    }

    /** Has a failure reported by the next {@link #finish}; the caller holds the lock. */
    void postpone(DeviceException failure) {
        postponed.postpone(failure);
    }

    /** Throws what was postponed; the caller holds the lock. */
    void reportFailure() {
        postponed.report();
    }

    /** {@return whether the device takes commands} The caller holds the lock. */
    boolean isUsable() {
        return !closed && fatal == null;
    }

    @Override
    public void putBack(DeviceException taken) {
        lock.lock();
        try {
            postponed.putBack(taken);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            JCudaDriver.cuCtxSetCurrent(context);
            if (fatal == null) {
                JCudaDriver.cuStreamSynchronize(stream);
                JCudaDriver.cuStreamDestroy(stream);
            }
            closed = true;
            JCudaDriver.cuDevicePrimaryCtxRelease(properties.device());
            boolean isLast = OPEN.merge(properties.number(), -1, Integer::sum) == 0;
            if (fatal != null && isLast) {
                // Nothing else makes the device usable for this process again. Streams of other engines would go with it.
                int code = JCudaDriver.cuDevicePrimaryCtxReset(properties.device());
                if (code != CudaError.SUCCESS && code != CUresult.CUDA_ERROR_DEINITIALIZED) {
                    throw CudaError.failure(deviceName + ": destroying the context of the device that failed", code);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
