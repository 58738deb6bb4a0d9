package org.garam.backend.opencl;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;

/** Memory of an OpenCL device. It is freed when it is closed and nothing bound to it is left. */
final class OpenClBuffer implements DeviceBuffer {
    private final DeviceMemory memory;
    private final Transfers transfers;
    private final long handle;
    private final DType dtype;
    private final long size;
    private int uses = 1;
    private boolean closed;

    OpenClBuffer(DeviceMemory memory, Transfers transfers, long handle, DType dtype, long size) {
        this.memory = memory;
        this.transfers = transfers;
        this.handle = handle;
        this.dtype = dtype;
        this.size = size;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public long size() {
        return size;
    }

    /** {@return whether the buffer is memory that {@code other} manages} */
    boolean belongsTo(DeviceMemory other) {
        return memory == other;
    }

    /** {@return OpenCL's handle of a buffer that is retained} */
    long handle() {
        return handle;
    }

    /** {@return OpenCL's handle, valid until {@link #release}} */
    synchronized long retain() {
        if (closed) {
            throw new IllegalStateException("the buffer is closed: " + this);
        }
        uses++;
        return handle;
    }

    /** Ends what {@link #retain} began. */
    synchronized void release() {
        if (--uses == 0) {
            // OpenCL itself keeps the memory until the commands already queued have run.
            memory.release(handle, Math.max(1, size * dtype.bytes()));
        }
    }

    @Override
    public void write(long offset, MemorySegment source) {
        long position = position(offset, source.byteSize());
        long retained = retain();
        try {
            if (source.byteSize() > 0) {
                transfers.write(retained, position, source);
            }
        } finally {
            release();
        }
    }

    @Override
    public void read(long offset, MemorySegment destination) {
        long position = position(offset, destination.byteSize());
        long retained = retain();
        try {
            if (destination.byteSize() > 0) {
                transfers.read(retained, position, destination);
            }
        } finally {
            release();
        }
    }

    private long position(long offset, long bytes) {
        if (bytes % dtype.bytes() != 0) {
            throw new IndexOutOfBoundsException(bytes + " bytes are no whole elements of " + dtype);
        }
        return Objects.checkFromIndexSize(offset, bytes / dtype.bytes(), size) * dtype.bytes();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    @Override
    public String toString() {
        return "OpenClBuffer[" + dtype + "[" + size + "]" + (closed ? ", closed" : "") + "]";
    }
}
