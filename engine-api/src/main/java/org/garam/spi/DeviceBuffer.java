package org.garam.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.garam.tensor.DType;

/** Memory of one device for elements of one type. Transfers are ordered with the kernels of the device's queue. */
public interface DeviceBuffer extends AutoCloseable {
    /** {@return the type of the elements} */
    DType dtype();

    /** {@return the number of elements} */
    long size();

    /**
     * Copies {@code source} (host memory, elements in native byte order) to the elements from {@code offset} on. The
     * source may be changed as soon as the call returns.
     *
     * @throws IndexOutOfBoundsException if the elements are not all inside of the buffer
     */
    void write(long offset, MemorySegment source);

    /**
     * Copies elements from {@code offset} on to {@code destination}, all of it; waits for the kernels before it.
     *
     * @throws IndexOutOfBoundsException if the elements are not all inside of the buffer
     */
    void read(long offset, MemorySegment destination);

    /**
     * Copies the first {@code count} elements of another buffer of this device and element type to those from
     * {@code offset} on. By default over the host, which waits; a device that copies by itself only queues it.
     *
     * @throws IndexOutOfBoundsException if the elements are not all inside of both buffers
     */
    default void copy(long offset, DeviceBuffer source, long count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment elements = arena.allocate(count * dtype().bytes(), Long.BYTES);
            source.read(0, elements);
            write(offset, elements);
        }
    }

    /** Frees the memory once the kernels that use it have run. */
    @Override
    void close();
}
