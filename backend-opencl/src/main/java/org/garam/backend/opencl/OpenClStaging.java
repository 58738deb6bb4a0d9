package org.garam.backend.opencl;

import java.lang.foreign.MemorySegment;
import org.garam.kernels.host.StagingDriver;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Copies of an OpenCL queue, through memory that the driver allocated and maps. */
final class OpenClStaging implements StagingDriver {
    private final String deviceName;
    private final long context;
    private final CommandQueue queue;

    OpenClStaging(String deviceName, long context, CommandQueue queue) {
        this.deviceName = deviceName;
        this.context = context;
        this.queue = queue;
    }

    /** A buffer that stays mapped. */
    private record Mapped(CommandQueue queue, long memory, long address, MemorySegment segment) implements Staging {
        @Override
        public void close() {
            CL10.nclEnqueueUnmapMemObject(queue.handle(), memory, address, 0, 0, 0);
            CL10.clReleaseMemObject(memory);
        }
    }

    @Override
    public Staging allocate(long bytes) {
        String attempted = deviceName + ": allocating " + bytes + " bytes of host memory for transfers";
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var code = stack.callocInt(1);
            long memory = CL10.clCreateBuffer(context, CL10.CL_MEM_READ_WRITE | CL10.CL_MEM_ALLOC_HOST_PTR, bytes, code);
            OpenClError.check(code.get(0), attempted);
            long address = CL10.nclEnqueueMapBuffer(queue.handle(), memory, CL10.CL_TRUE, CL10.CL_MAP_READ | CL10.CL_MAP_WRITE, 0,
                    bytes, 0, 0, 0, MemoryUtil.memAddress(code));
            OpenClError.check(code.get(0), attempted);
            return new Mapped(queue, memory, address, MemorySegment.ofBuffer(MemoryUtil.memByteBuffer(address, (int) bytes)));
        }
    }

    @Override
    public long copy(boolean writes, long memory, long offset, MemorySegment part) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long event = stack.ncalloc(Long.BYTES, 1, Long.BYTES);
            enqueue(writes, memory, CL10.CL_FALSE, offset, part, event);
            queue.queued();
            return MemoryUtil.memGetAddress(event);
        }
    }

    @Override
    public void copyNow(boolean writes, long memory, long offset, MemorySegment nativeMemory) {
        enqueue(writes, memory, CL10.CL_TRUE, offset, nativeMemory, 0);
    }

    private void enqueue(boolean writes, long memory, int blocking, long offset, MemorySegment part, long event) {
        int code = writes
                ? CL10.nclEnqueueWriteBuffer(queue.handle(), memory, blocking, offset, part.byteSize(), part.address(), 0, 0, event)
                : CL10.nclEnqueueReadBuffer(queue.handle(), memory, blocking, offset, part.byteSize(), part.address(), 0, 0, event);
        OpenClError.check(code, deviceName + ": " + (writes ? "writing " : "reading ") + part.byteSize() + " bytes");
    }

    @Override
    public void copyOnDevice(long source, long target, long offset, long bytes) {
        queue.copy(source, target, offset, bytes);
    }

    @Override
    public void await(long event) {
        queue.await(event);
    }

    @Override
    public void release(long event) {
        CL10.clReleaseEvent(event);
    }

    @Override
    public void flush() {
        queue.flush();
    }

    @Override
    public void reportFailure() {
        queue.reportFailure();
    }
}
