package org.garam.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Java arrays, nested ones too, as dense typed memory. */
final class HostArray {
    private HostArray() {}

    /** {@return the type a tensor of these values has: sizes from the nesting, element type from the innermost array} */
    static TensorType typeOf(Object array) {
        List<Integer> sizes = new ArrayList<>();
        Object current = array;
        Class<?> type = array.getClass();
        while (type.isArray()) {
            int length = current == null ? 0 : Array.getLength(current);
            sizes.add(length);
            type = type.getComponentType();
            current = type.isArray() && length > 0 ? Array.get(current, 0) : null;
        }
        DType dtype = dtypeOf(type);
        if (dtype == null) {
            throw new IllegalArgumentException("a tensor is made of float, double, byte, short, int, long or boolean"
                    + " arrays, received " + described(array.getClass()) + "; " + remedy(type));
        }
        return new TensorType(dtype, Shape.of(sizes));
    }

    private static String described(Class<?> type) {
        return Collection.class.isAssignableFrom(type) ? "a collection" : type.getTypeName();
    }

    private static String remedy(Class<?> element) {
        if (CharSequence.class.isAssignableFrom(element)) {
            return "make a StringTensor of text, StringTensor.of(..)";
        }
        return Collection.class.isAssignableFrom(element)
                ? "copy the elements to an array, for example list.stream().mapToDouble(x -> x).toArray()"
                : "give an array of a primitive type, for example new float[] {1, 2}";
    }

    /** {@return the element type of arrays of {@code type}, null if there is none} */
    private static DType dtypeOf(Class<?> type) {
        return switch (type.getName()) {
            case "float" -> DType.FLOAT32;
            case "double" -> DType.FLOAT64;
            case "byte" -> DType.INT8;
            case "short" -> DType.INT16;
            case "int" -> DType.INT32;
            case "long" -> DType.INT64;
            case "boolean" -> DType.BOOL;
            default -> null;
        };
    }

    /** {@return a flat primitive array that holds {@code count} elements of {@code dtype}} */
    static Object allocate(DType dtype, long count) {
        int length = Math.toIntExact(count);
        return switch (dtype) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case INT8, UINT8, BOOL -> new byte[length];
            case INT16, FLOAT16, BFLOAT16 -> new short[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
        };
    }

    static MemorySegment segment(Object flat) {
        return switch (flat) {
            case float[] array -> MemorySegment.ofArray(array);
            case double[] array -> MemorySegment.ofArray(array);
            case byte[] array -> MemorySegment.ofArray(array);
            case short[] array -> MemorySegment.ofArray(array);
            case int[] array -> MemorySegment.ofArray(array);
            case long[] array -> MemorySegment.ofArray(array);
            default -> throw new IllegalArgumentException("not a flat primitive array: " + flat.getClass().getTypeName());
        };
    }

    /** {@return the values of a nested array one behind the other; booleans as bytes of 0 and 1} */
    static Object flatten(Object array, TensorType type) {
        if (array.getClass().getComponentType() != boolean.class && !array.getClass().getComponentType().isArray()) {
            return array;
        }
        Object flat = allocate(type.dtype(), type.shape().count());
        copyInto(array, type.shape(), 0, flat, 0);
        return flat;
    }

    private static int copyInto(Object array, Shape shape, int axis, Object flat, int position) {
        if (array == null) {
            throw new ShapeException("a tensor needs rows of equal length, received null for one along axis " + axis);
        }
        int length = Array.getLength(array);
        if (length != shape.size(axis)) {
            throw new ShapeException("a tensor needs rows of equal length, received " + length + " values along axis " + axis
                    + " where the first row has " + shape.size(axis));
        }
        if (axis < shape.rank() - 1) {
            int next = position;
            for (int i = 0; i < length; i++) {
                next = copyInto(Array.get(array, i), shape, axis + 1, flat, next);
            }
            return next;
        }
        if (array instanceof boolean[] truths) {
            for (int i = 0; i < length; i++) {
                ((byte[]) flat)[position + i] = (byte) (truths[i] ? 1 : 0);
            }
        } else {
            System.arraycopy(array, 0, flat, position, length);
        }
        return position + length;
    }

    /**
     * {@return the elements of a flat array of {@code from} as a flat array of {@code to}, rounded if that is floating}
     *
     * @throws ShapeException if {@code to} is an integer type and cannot hold an element
     */
    static Object convert(Object flat, DType from, TensorType to) {
        if (from == to.dtype()) {
            return flat;
        }
        int count = Array.getLength(flat);
        Object converted = allocate(to.dtype(), count);
        for (int i = 0; i < count; i++) {
            double value = to.dtype().round(Arguments.fitting(to, get(flat, from, i), Arguments.ANOTHER_TYPE));
            switch (converted) {
                case short[] array when to.dtype().isHalf() -> array[i] = to.dtype().toHalfBits(value);
                case float[] array -> array[i] = (float) value;
                case double[] array -> array[i] = value;
                case byte[] array -> array[i] = (byte) (long) value;
                case short[] array -> array[i] = (short) value;
                case int[] array -> array[i] = (int) value;
                case long[] array -> array[i] = (long) value;
                default -> throw new IllegalStateException("no host array for " + to);
            }
        }
        return converted;
    }

    /** {@return element {@code index} of a flat array of {@code dtype} as a double} */
    static double get(Object flat, DType dtype, int index) {
        return switch (flat) {
            case float[] array -> array[index];
            case double[] array -> array[index];
            case byte[] array -> dtype == DType.UINT8 ? array[index] & 0xFF : array[index];
            case short[] array -> dtype.isHalf() ? dtype.fromHalfBits(array[index]) : array[index];
            case int[] array -> array[index];
            case long[] array -> array[index];
            default -> throw new IllegalArgumentException("not a flat primitive array: " + flat.getClass().getTypeName());
        };
    }
}
