package org.garam.backend.opencl;

import java.lang.foreign.MemorySegment;
import org.garam.kernels.host.Transfers;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * Transfers for devices with memory of their own. They go through {@link StagingArea}s that the driver pinned, because
 * the Java heap may move and copies from pageable memory are slow; one is filled while the other is transferred. Large
 * copies from and to native memory go directly.
 */
final class StagedTransfers implements Transfers {
    private static final int AREAS = 2;
    private static final long DIRECT_FROM = 1 << 20;

    private final String deviceName;
    private final long context;
    private final CommandQueue queue;
    private final StagingArea[] areas = new StagingArea[AREAS];
    private int current;

    StagedTransfers(String deviceName, long context, CommandQueue queue) {
        this.deviceName = deviceName;
        this.context = context;
        this.queue = queue;
    }

    @Override
    public void write(long memory, long offset, MemorySegment source) {
        queue.lock().lock();
        try {
            if (source.isNative() && source.byteSize() >= DIRECT_FROM) {
                OpenClError.check(CL10.nclEnqueueWriteBuffer(queue.handle(), memory, CL10.CL_TRUE, offset, source.byteSize(),
                        source.address(), 0, 0, 0), attempted("writing", source.byteSize()));
                return;
            }
            for (long done = 0; done < source.byteSize();) {
                StagingArea area = areaWithRoom();
                long bytes = Math.min(area.room(), source.byteSize() - done);
                MemorySegment part = area.take(bytes);
                part.copyFrom(source.asSlice(done, bytes));
                area.usedUntil(enqueue(true, memory, offset + done, part));
                done += bytes;
            }
            queue.flush();
        } finally {
            queue.lock().unlock();
        }
    }

    /** {@return an area that is not full; waits until what is in it has been transferred if it is begun anew} */
    private StagingArea areaWithRoom() {
        if (areas[current] != null && areas[current].room() == 0) {
            current = (current + 1) % AREAS;
            if (areas[current] != null) {
                areas[current].reuse();
            }
        }
        return area(current);
    }

    private StagingArea area(int index) {
        if (areas[index] == null) {
            areas[index] = new StagingArea(deviceName, context, queue);
        }
        return areas[index];
    }

    @Override
    public void read(long memory, long offset, MemorySegment destination) {
        queue.lock().lock();
        try {
            long size = destination.byteSize();
            if (destination.isNative() && size >= DIRECT_FROM) {
                OpenClError.check(CL10.nclEnqueueReadBuffer(queue.handle(), memory, CL10.CL_TRUE, offset, size,
                        destination.address(), 0, 0, 0), attempted("reading", size));
                return;
            }
            MemorySegment[] parts = new MemorySegment[AREAS];
            int parity = 0;
            long begun = Math.min(size, StagingArea.BYTES);
            parts[0] = begin(0, memory, offset, begun);
            for (long done = 0; done < size;) {
                long next = Math.min(size - begun, StagingArea.BYTES);
                if (next > 0) {
                    parts[1 - parity] = begin(1 - parity, memory, offset + begun, next);
                    begun += next;
                }
                area(parity).reuse();
                destination.asSlice(done, parts[parity].byteSize()).copyFrom(parts[parity]);
                done += parts[parity].byteSize();
                parity = 1 - parity;
            }
            queue.reportFailure();
        } finally {
            queue.lock().unlock();
        }
    }

    private MemorySegment begin(int index, long memory, long offset, long bytes) {
        StagingArea area = area(index);
        area.reuse();
        MemorySegment part = area.take(bytes);
        area.usedUntil(enqueue(false, memory, offset, part));
        queue.flush();
        return part;
    }

    /** {@return the event of the transfer} */
    private long enqueue(boolean writes, long memory, long offset, MemorySegment part) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long event = stack.ncalloc(Long.BYTES, 1, Long.BYTES);
            int code = writes
                    ? CL10.nclEnqueueWriteBuffer(queue.handle(), memory, CL10.CL_FALSE, offset, part.byteSize(),
                            part.address(), 0, 0, event)
                    : CL10.nclEnqueueReadBuffer(queue.handle(), memory, CL10.CL_FALSE, offset, part.byteSize(),
                            part.address(), 0, 0, event);
            OpenClError.check(code, attempted(writes ? "writing" : "reading", part.byteSize()));
            queue.queued();
            return MemoryUtil.memGetAddress(event);
        }
    }

    private String attempted(String what, long bytes) {
        return deviceName + ": " + what + " " + bytes + " bytes";
    }

    @Override
    public void close() {
        for (StagingArea area : areas) {
            if (area != null) {
                area.close();
            }
        }
    }
}
