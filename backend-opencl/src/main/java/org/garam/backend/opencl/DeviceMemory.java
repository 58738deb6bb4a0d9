package org.garam.backend.opencl;

import java.nio.IntBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** Allocates the memory of a device and knows how much of it is held. */
final class DeviceMemory {
    private static final int ATTEMPTS_TO_COLLECT = 20;
    private static final long BETWEEN_ATTEMPTS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String deviceName;
    private final OpenClDeviceProperties properties;
    private final long context;
    private final CommandQueue queue;
    private final Transfers transfers;
    private final HeldMemory held;

    DeviceMemory(String deviceName, OpenClDeviceProperties properties, long context, CommandQueue queue, Transfers transfers,
            HeldMemory held) {
        this.deviceName = deviceName;
        this.properties = properties;
        this.context = context;
        this.queue = queue;
        this.transfers = transfers;
        this.held = held;
    }

    /** {@return how much is held} */
    HeldMemory held() {
        return held;
    }

    /** @throws DeviceException if the device cannot hold it, not even after garbage was collected */
    OpenClBuffer allocate(DType dtype, long size) {
        String asked = asked(dtype, size);
        if (dtype == DType.FLOAT64 && !properties.hasFloat64()) {
            throw new DeviceException(asked + " is refused: the device has no float64; use float32, or -Ddevice=cpu");
        }
        if (size < 0 || size > Long.MAX_VALUE / Long.BYTES) {
            throw new DeviceException(asked + " is refused: no number of elements");
        }
        long bytes = Math.max(1, size * dtype.bytes());
        if (bytes > properties.maxAllocationBytes()) {
            throw new DeviceException(asked + " is refused: the device takes at most "
                    + HeldMemory.mebibytes(properties.maxAllocationBytes()) + " MiB in one buffer "
                    + "(CL_DEVICE_MAX_MEM_ALLOC_SIZE); split the tensor or take smaller batches");
        }
        int[] code = new int[1];
        long handle = tryAllocate(bytes, code);
        if (handle == 0 && OpenClError.isOutOfMemory(code[0])) {
            collectGarbage(bytes);
            handle = tryAllocate(bytes, code);
        }
        if (handle == 0) {
            throw OpenClError.isOutOfMemory(code[0]) ? outOfMemory(asked, code[0]) : OpenClError.failure(asked, code[0]);
        }
        return new OpenClBuffer(this, transfers, handle, dtype, size);
    }

    /**
     * {@return a handle, or 0 and the reason in {@code code}} What the device cannot hold is not even tried: many drivers
     * would find out at the first use only.
     */
    private long tryAllocate(long bytes, int[] code) {
        if (!held.take(bytes)) {
            code[0] = CL10.CL_MEM_OBJECT_ALLOCATION_FAILURE;
            return 0;
        }
        long handle = createBuffer(bytes, code);
        if (code[0] != OpenClError.SUCCESS || handle == 0) {
            held.giveBack(bytes);
            return 0;
        }
        return handle;
    }

    private long createBuffer(long bytes, int[] code) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer result = stack.callocInt(1);
            long handle = CL10.clCreateBuffer(context, CL10.CL_MEM_READ_WRITE, bytes, result);
            code[0] = result.get(0);
            return handle;
        }
    }

    /** Lets tensors that nobody can reach be freed: their cleaner runs on a thread of its own. */
    private void collectGarbage(long wanted) {
        queue.finish();
        long before = held.bytes();
        System.gc();
        for (int i = 0; i < ATTEMPTS_TO_COLLECT && before - held.bytes() < wanted; i++) {
            LockSupport.parkNanos(BETWEEN_ATTEMPTS);
        }
    }

    private DeviceException outOfMemory(String asked, int code) {
        return new DeviceException(asked + " failed: " + OpenClError.name(code) + ": " + held
                + ", of which one buffer may have " + HeldMemory.mebibytes(properties.maxAllocationBytes())
                + " MiB (other programs may hold some as well); take smaller batches, close tensors or models that are no "
                + "longer used, or choose a device with more memory");
    }

    private String asked(DType dtype, long size) {
        long bytes = Math.clamp(size, 0, Long.MAX_VALUE / Long.BYTES) * dtype.bytes();
        return deviceName + ": allocating " + HeldMemory.mebibytes(bytes) + " MiB (" + size + " elements of " + dtype + ")";
    }

    void release(long handle, long bytes) {
        CL10.clReleaseMemObject(handle);
        held.giveBack(bytes);
    }
}
