package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;

/** Memory of a device. It is freed when it is closed and nothing bound to it is left. */
public final class CountedBuffer implements DeviceBuffer {
    private final BufferMemory memory;
    private final long handle;
    private final DType dtype;
    private final long size;
    private final MemoryHolder holder;
    private int uses = 1;
    private boolean closed;

    /**
     * A buffer that was just allocated.
     *
     * @param handle what {@code memory} calls the buffer by
     * @param holder what it is for
     */
    public CountedBuffer(BufferMemory memory, long handle, DType dtype, long size, MemoryHolder holder) {
        this.memory = memory;
        this.handle = handle;
        this.dtype = dtype;
        this.size = size;
        this.holder = holder;
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
    boolean belongsTo(BufferMemory other) {
        return memory == other;
    }

    /** {@return the handle of a buffer that is retained, or not closed yet} */
    public long handle() {
        return handle;
    }

    /** {@return the handle, valid until {@link #release}} */
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
            memory.free(handle, Math.max(1, size * dtype.bytes()), holder);
        }
    }

    @Override
    public void write(long offset, MemorySegment source) {
        long position = position(offset, source.byteSize());
        long retained = retain();
        try {
            if (source.byteSize() > 0) {
                memory.transfers().write(retained, position, source);
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
                memory.transfers().read(retained, position, destination);
            }
        } finally {
            release();
        }
    }

    @Override
    public void copy(long offset, DeviceBuffer source, long count) {
        if (!(source instanceof CountedBuffer other) || !other.belongsTo(memory) || other.dtype != dtype) {
            throw new IllegalArgumentException("a buffer is copied to one of the same device and element type, received "
                    + source + " for " + this);
        }
        long bytes = count * dtype.bytes();
        long position = position(offset, bytes);
        other.position(0, bytes);
        long from = other.retain();
        try {
            long to = retain();
            try {
                if (bytes > 0) {
                    memory.transfers().copy(from, to, position, bytes);
                }
            } finally {
                release();
            }
        } finally {
            other.release();
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
        return "DeviceBuffer[" + dtype + "[" + size + "]" + (closed ? ", closed" : "") + "]";
    }
}
