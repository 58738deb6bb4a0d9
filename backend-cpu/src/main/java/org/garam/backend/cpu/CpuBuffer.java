package org.garam.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.OutOfDeviceMemoryException;
import org.garam.tensor.DType;

/**
 * Memory of the CPU backend: one Java array. Vector code on arrays is always fast; on memory segments the same code ran
 * anywhere from as fast to a hundred times slower between two starts of the JVM.
 */
final class CpuBuffer implements DeviceBuffer {
    /** The longest array HotSpot allocates. */
    private static final long LONGEST = Integer.MAX_VALUE - 8;

    private final DType dtype;
    private final long size;
    private Object array;

    /**
     * @throws OutOfDeviceMemoryException if the heap has no room for it
     * @throws DeviceException if no array can be that long
     */
    CpuBuffer(DType dtype, long size) {
        this.dtype = dtype;
        this.size = size;
        if (size < 0 || size > LONGEST) {
            throw new DeviceException("cpu: cannot allocate " + size + " elements of " + dtype
                    + ": a buffer of this backend has at most " + LONGEST + "; split the tensor");
        }
        try {
            array = newArray(dtype, (int) size);
        } catch (OutOfMemoryError _) {
            throw outOfMemory();
        }
    }

    private static Object newArray(DType dtype, int size) {
        return switch (dtype) {
            case FLOAT32 -> new float[size];
            case FLOAT64 -> new double[size];
            case INT8, UINT8, BOOL -> new byte[size];
            case INT16, FLOAT16, BFLOAT16 -> new short[size];
            case INT32 -> new int[size];
            case INT64 -> new long[size];
        };
    }

    private OutOfDeviceMemoryException outOfMemory() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return new OutOfDeviceMemoryException("cpu: out of memory allocating " + mebibytes(size * dtype.bytes()) + " MiB ("
                + size + " elements of "
                + dtype + "): " + mebibytes(used) + " MiB of the heap's " + mebibytes(runtime.maxMemory())
                + " MiB are in use; start the JVM with a larger heap, for example -Xmx"
                + (mebibytes(used + size * dtype.bytes()) * 3 / 2 + 1) + "m");
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public long size() {
        return size;
    }

    /** {@return the array that holds the elements} */
    Object array() {
        if (array == null) {
            throw new IllegalStateException("the buffer is closed: " + this);
        }
        return array;
    }

    @Override
    public void write(long offset, MemorySegment source) {
        MemorySegment.copy(source, 0, segment(), position(offset, source.byteSize()), source.byteSize());
    }

    @Override
    public void read(long offset, MemorySegment destination) {
        MemorySegment.copy(segment(), position(offset, destination.byteSize()), destination, 0, destination.byteSize());
    }

    @Override
    public void copy(long offset, DeviceBuffer source, long count) {
        if (!(source instanceof CpuBuffer other) || other.dtype != dtype) {
            throw new IllegalArgumentException("a buffer is copied to one of the same device and element type, received "
                    + source + " for " + this);
        }
        long bytes = count * dtype.bytes();
        MemorySegment.copy(other.segment(), other.position(0, bytes), segment(), position(offset, bytes), bytes);
    }

    private long position(long offset, long bytes) {
        if (bytes % dtype.bytes() != 0) {
            throw new IndexOutOfBoundsException(bytes + " bytes are no whole elements of " + dtype);
        }
        return Objects.checkFromIndexSize(offset, bytes / dtype.bytes(), size) * dtype.bytes();
    }

    private MemorySegment segment() {
        return switch (array()) {
            case float[] floats -> MemorySegment.ofArray(floats);
            case double[] doubles -> MemorySegment.ofArray(doubles);
            case byte[] bytes -> MemorySegment.ofArray(bytes);
            case short[] shorts -> MemorySegment.ofArray(shorts);
            case int[] ints -> MemorySegment.ofArray(ints);
            case long[] longs -> MemorySegment.ofArray(longs);
            default -> throw new IllegalStateException("not an array of elements: " + array.getClass());
        };
    }

    @Override
    public void close() {
        array = null;
    }

    @Override
    public String toString() {
        return "CpuBuffer[" + dtype + "[" + size + "]" + (array == null ? ", closed" : "") + "]";
    }
}
