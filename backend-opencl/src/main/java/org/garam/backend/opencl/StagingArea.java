package org.garam.backend.opencl;

import java.lang.foreign.MemorySegment;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Host memory that the driver allocated, so that the device can copy from and to it at full speed. */
final class StagingArea implements AutoCloseable {
    static final long BYTES = 4L << 20;
    private static final long ALIGNMENT = 64;

    private final CommandQueue queue;
    private final long memory;
    private final long address;
    private final MemorySegment segment;
    private long taken;
    private long lastUse;

    /** The caller holds the queue's lock, here and everywhere else. */
    StagingArea(String deviceName, long context, CommandQueue queue) {
        this.queue = queue;
        String attempted = deviceName + ": allocating " + BYTES + " bytes of host memory for transfers";
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var code = stack.callocInt(1);
            memory = CL10.clCreateBuffer(context, CL10.CL_MEM_READ_WRITE | CL10.CL_MEM_ALLOC_HOST_PTR, BYTES, code);
            OpenClError.check(code.get(0), attempted);
            address = CL10.nclEnqueueMapBuffer(queue.handle(), memory, CL10.CL_TRUE, CL10.CL_MAP_READ | CL10.CL_MAP_WRITE, 0,
                    BYTES, 0, 0, 0, MemoryUtil.memAddress(code));
            OpenClError.check(code.get(0), attempted);
        }
        segment = MemorySegment.ofBuffer(MemoryUtil.memByteBuffer(address, (int) BYTES));
    }

    /** {@return the bytes not taken since the last {@link #reuse}} */
    long room() {
        return BYTES - taken;
    }

    /** {@return the next {@code bytes} of the area} */
    MemorySegment take(long bytes) {
        MemorySegment part = segment.asSlice(taken, bytes);
        taken = Math.min(BYTES, Math.ceilDiv(taken + bytes, ALIGNMENT) * ALIGNMENT);
        return part;
    }

    /** Takes over the event of the last transfer from or to the area. */
    void usedUntil(long event) {
        if (lastUse != 0) {
            CL10.clReleaseEvent(lastUse);
        }
        lastUse = event;
    }

    /** Waits until the transfers have been done; the whole area is free then. */
    void reuse() {
        if (lastUse != 0) {
            queue.await(lastUse);
            lastUse = 0;
        }
        taken = 0;
    }

    @Override
    public void close() {
        reuse();
        CL10.nclEnqueueUnmapMemObject(queue.handle(), memory, address, 0, 0, 0);
        CL10.clReleaseMemObject(memory);
    }
}
