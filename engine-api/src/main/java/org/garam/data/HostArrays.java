package org.garam.data;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Flat Java arrays by element type. */
final class HostArrays {

    /** So many values are shown in a text. */
    static final int FEW = 10;

    private HostArrays() {
    }

    static Class<?> arrayClass(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> float[].class;
            case FLOAT64 -> double[].class;
            case INT8, UINT8, BOOL -> byte[].class;
            case INT16, FLOAT16, BFLOAT16 -> short[].class;
            case INT32 -> int[].class;
            case INT64 -> long[].class;
        };
    }

    static Object allocate(DType dtype, long count) {
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(count + " values of " + dtype + " do not fit a Java array, which holds "
                    + Integer.MAX_VALUE + " at most; make smaller batches");
        }
        return Array.newInstance(arrayClass(dtype).componentType(), (int) count);
    }

    static int length(Object flat) {
        return Array.getLength(flat);
    }

    static MemorySegment segment(Object flat) {
        return switch (flat) {
            case float[] values -> MemorySegment.ofArray(values);
            case double[] values -> MemorySegment.ofArray(values);
            case byte[] values -> MemorySegment.ofArray(values);
            case short[] values -> MemorySegment.ofArray(values);
            case int[] values -> MemorySegment.ofArray(values);
            default -> MemorySegment.ofArray((long[]) flat);
        };
    }

    static double get(Object flat, DType dtype, int position) {
        return switch (flat) {
            case float[] values -> values[position];
            case double[] values -> values[position];
            case byte[] values -> dtype == DType.UINT8 ? Byte.toUnsignedInt(values[position]) : values[position];
            case short[] values -> dtype.isHalf() ? dtype.fromHalfBits(values[position]) : values[position];
            case int[] values -> values[position];
            default -> ((long[]) flat)[position];
        };
    }

    /** Stores a value as {@code dtype} rounds it. */
    static void set(Object flat, DType dtype, int position, double value) {
        switch (flat) {
            case float[] values -> values[position] = (float) value;
            case double[] values -> values[position] = value;
            case byte[] values -> values[position] = (byte) (long) dtype.round(value);
            case short[] values -> values[position] = dtype.isHalf() ? dtype.toHalfBits(value) : (short) (long) value;
            case int[] values -> values[position] = (int) (long) value;
            default -> ((long[]) flat)[position] = (long) value;
        }
    }

    // The largest magnitude of all: NaN is larger than any other, and the loop needs no branch.
    static boolean areFinite(float[] values, int from, int to) {
        var largest = 0f;
        for (var i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return Float.isFinite(largest);
    }

    static boolean areFinite(double[] values, int from, int to) {
        var largest = 0d;
        for (var i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return Double.isFinite(largest);
    }

    static HostTensor scalar(Object value) {
        return switch (value) {
            case Float number -> HostTensor.of(TensorType.of(DType.FLOAT32), new float[] {number});
            case Double number -> HostTensor.of(TensorType.of(DType.FLOAT64), new double[] {number});
            case Byte number -> HostTensor.of(TensorType.of(DType.INT8), new byte[] {number});
            case Short number -> HostTensor.of(TensorType.of(DType.INT16), new short[] {number});
            case Integer number -> HostTensor.of(TensorType.of(DType.INT32), new int[] {number});
            case Long number -> HostTensor.of(TensorType.of(DType.INT64), new long[] {number});
            case Boolean truth -> HostTensor.of(TensorType.of(DType.BOOL), new byte[] {(byte) (truth ? 1 : 0)});
            default -> throw new IllegalArgumentException("a host tensor is made of float, double, byte, short, int,"
                    + " long or boolean, received " + value.getClass().getName());
        };
    }

    /** {@return the values of a nested array one behind the other; the array itself if it is flat} */
    static Object flatten(Object nested, TensorType type) {
        if (type.shape().rank() == 1 && type.dtype() != DType.BOOL) {
            return nested;
        }
        var flat = allocate(type.dtype(), type.shape().count());
        flatten(nested, type.shape(), 0, flat, 0);
        return flat;
    }

    private static int flatten(Object nested, Shape shape, int axis, Object flat, int position) {
        if (nested == null) {
            throw new ShapeException("a host tensor has no gaps, received null in an array of shape " + shape);
        }
        var length = Array.getLength(nested);
        if (length != shape.size(axis)) {
            throw new ShapeException("a host tensor needs rows of equal length, received " + length
                    + " values along axis " + axis + " where the first row has " + shape.size(axis));
        }
        if (axis < shape.rank() - 1) {
            var next = position;
            for (var i = 0; i < length; i++) {
                next = flatten(Array.get(nested, i), shape, axis + 1, flat, next);
            }
            return next;
        }
        if (nested instanceof boolean[] truths) {
            for (var i = 0; i < length; i++) {
                ((byte[]) flat)[position + i] = (byte) (truths[i] ? 1 : 0);
            }
        } else {
            System.arraycopy(nested, 0, flat, position, length);
        }
        return position + length;
    }

    static Object nest(HostTensor tensor) {
        if (tensor.shape().rank() < 2) {
            return tensor.toArray();
        }
        var nested = Array.newInstance(arrayClass(tensor.dtype()).componentType(), tensor.shape().toArray());
        for (var i = 0; i < tensor.shape().size(0); i++) {
            Array.set(nested, i, nest(tensor.row(i)));
        }
        return nested;
    }

    /** {@return the shape with these sizes, the one that is -1 replaced, for the values of {@code type}} */
    static Shape shape(TensorType type, int... sizes) {
        var known = Arrays.stream(sizes).filter(size -> size != -1).asLongStream().reduce(1, (a, b) -> a * b);
        var free = Arrays.stream(sizes).filter(size -> size == -1).count();
        var count = type.shape().count();
        if (free > 1 || Arrays.stream(sizes).anyMatch(size -> size < -1)
                || (free == 0 ? known != count : known == 0 || count % known != 0)) {
            throw new ShapeException("reshape: " + type + " has " + count + " values, which do not fit "
                    + Arrays.toString(sizes));
        }
        return Shape.of(Arrays.stream(sizes).map(size -> size == -1 ? (int) (count / known) : size).toArray());
    }

    static String text(HostTensor tensor) {
        var isReal = tensor.dtype().isFloating();
        return IntStream.range(0, (int) tensor.shape().count())
                .mapToObj(i -> isReal ? String.valueOf(tensor.get(i)) : String.valueOf((long) tensor.get(i)))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
