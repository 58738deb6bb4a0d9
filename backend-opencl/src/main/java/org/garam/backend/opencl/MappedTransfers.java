package org.garam.backend.opencl;

import java.lang.foreign.MemorySegment;
import org.garam.kernels.host.Transfers;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Transfers for devices that use the host's memory: the part concerned is mapped and copied once. */
final class MappedTransfers implements Transfers {
    /** What a {@link java.nio.ByteBuffer} can show is limited. */
    private static final long LARGEST_PART = 1L << 30;

    private final String deviceName;
    private final CommandQueue queue;

    MappedTransfers(String deviceName, CommandQueue queue) {
        this.deviceName = deviceName;
        this.queue = queue;
    }

    @Override
    public void write(long memory, long offset, MemorySegment source) {
        queue.lock().lock();
        try {
            for (long done = 0; done < source.byteSize(); done += LARGEST_PART) {
                long bytes = Math.min(LARGEST_PART, source.byteSize() - done);
                long address = map(memory, CL12.CL_MAP_WRITE_INVALIDATE_REGION, offset + done, bytes, "write");
                try {
                    segment(address, bytes).copyFrom(source.asSlice(done, bytes));
                } finally {
                    unmap(memory, address, "write");
                }
            }
            queue.flush();
        } finally {
            queue.lock().unlock();
        }
    }

    @Override
    public void copy(long source, long target, long offset, long bytes) {
        queue.lock().lock();
        try {
            queue.copy(source, target, offset, bytes);
        } finally {
            queue.lock().unlock();
        }
    }

    @Override
    public void read(long memory, long offset, MemorySegment destination) {
        queue.lock().lock();
        try {
            for (long done = 0; done < destination.byteSize(); done += LARGEST_PART) {
                long bytes = Math.min(LARGEST_PART, destination.byteSize() - done);
                long address = map(memory, CL10.CL_MAP_READ, offset + done, bytes, "read");
                try {
                    destination.asSlice(done, bytes).copyFrom(segment(address, bytes));
                } finally {
                    unmap(memory, address, "read");
                }
            }
            queue.reportFailure();
        } finally {
            queue.lock().unlock();
        }
    }

    private static MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofBuffer(MemoryUtil.memByteBuffer(address, (int) bytes));
    }

    private long map(long memory, long flags, long offset, long bytes, String purpose) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long code = stack.ncalloc(Integer.BYTES, 1, Integer.BYTES);
            long address = CL10.nclEnqueueMapBuffer(queue.handle(), memory, CL10.CL_TRUE, flags, offset, bytes, 0, 0, 0,
                    code);
            OpenClError.check(MemoryUtil.memGetInt(code),
                    deviceName + ": mapping " + bytes + " bytes to " + purpose + " them");
            return address;
        }
    }

    private void unmap(long memory, long address, String purpose) {
        OpenClError.check(CL10.nclEnqueueUnmapMemObject(queue.handle(), memory, address, 0, 0, 0),
                deviceName + ": unmapping after a " + purpose);
        queue.queued();
    }

    @Override
    public void close() {}
}
