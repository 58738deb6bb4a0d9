package org.garam.backend.opencl;

import java.nio.IntBuffer;
import org.garam.kernels.host.BufferMemory;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.HeldMemory;
import org.garam.kernels.host.MemoryHolder;
import org.garam.kernels.host.Transfers;
import org.garam.spi.DeviceException;
import org.garam.spi.OutOfDeviceMemoryException;
import org.garam.tensor.DType;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** Allocates the memory of a device and knows how much of it is held. */
final class DeviceMemory implements BufferMemory {
    private final String deviceName;
    private final OpenClDeviceProperties properties;
    private final long context;
    private final Transfers transfers;
    private final HeldMemory held;

    DeviceMemory(String deviceName, OpenClDeviceProperties properties, long context, Transfers transfers, HeldMemory held) {
        this.deviceName = deviceName;
        this.properties = properties;
        this.context = context;
        this.transfers = transfers;
        this.held = held;
    }

    @Override
    public Transfers transfers() {
        return transfers;
    }

    /** {@return how much is held} */
    HeldMemory held() {
        return held;
    }

    @Override
    public CountedBuffer allocate(DType dtype, long size, MemoryHolder holder) {
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
        long handle = tryAllocate(bytes, holder, code);
        if (handle == 0) {
            throw OpenClError.isOutOfMemory(code[0]) ? outOfMemory(asked, code[0]) : OpenClError.failure(asked, code[0]);
        }
        return new CountedBuffer(this, handle, dtype, size, holder);
    }

    /**
     * {@return a handle, or 0 and the reason in {@code code}} What the device cannot hold is not even tried: many drivers
     * would find out at the first use only.
     */
    private long tryAllocate(long bytes, MemoryHolder holder, int[] code) {
        if (!held.take(bytes, holder)) {
            code[0] = CL10.CL_MEM_OBJECT_ALLOCATION_FAILURE;
            return 0;
        }
        long handle = createBuffer(bytes, code);
        if (code[0] != OpenClError.SUCCESS || handle == 0) {
            held.giveBack(bytes, holder);
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

    private OutOfDeviceMemoryException outOfMemory(String asked, int code) {
        return new OutOfDeviceMemoryException(asked + " failed: " + OpenClError.name(code) + ": " + held
                + "; one buffer may have " + HeldMemory.mebibytes(properties.maxAllocationBytes())
                + " MiB (other programs may hold some as well); take smaller batches, close tensors or models that are no "
                + "longer used, or choose a device with more memory");
    }

    private String asked(DType dtype, long size) {
        long bytes = Math.clamp(size, 0, Long.MAX_VALUE / Long.BYTES) * dtype.bytes();
        return deviceName + ": allocating " + HeldMemory.mebibytes(bytes) + " MiB (" + size + " elements of " + dtype + ")";
    }

    /** OpenCL itself keeps the memory until the commands already queued have run. */
    @Override
    public void free(long handle, long bytes, MemoryHolder holder) {
        CL10.clReleaseMemObject(handle);
        held.giveBack(bytes, holder);
    }
}
