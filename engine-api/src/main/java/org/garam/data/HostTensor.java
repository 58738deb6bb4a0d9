package org.garam.data;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * A tensor's values in Java's memory, before they go to a device: a flat array, or a part of one, in row-major order.
 * Cheap to make: parts and reshaped tensors share the array, which must not be changed while they are in use.
 */
public final class HostTensor {

    private final TensorType type;
    private final Object array;
    private final int offset;

    private HostTensor(TensorType type, Object array, int offset) {
        this.type = type;
        this.array = array;
        this.offset = offset;
    }

    /**
     * {@return the values of a Java array such as {@code float[][]}, of a number or truth value, or of a tensor}
     * Nested arrays are copied, flat ones are not. float becomes float32, double float64, byte int8, short int16,
     * int int32, long int64 and boolean bool.
     *
     * @throws IllegalArgumentException if it is something else
     * @throws ShapeException           if rows differ in length
     */
    public static HostTensor of(Object values) {
        return switch (values) {
            case null -> throw new IllegalArgumentException(
                    "there are no values: received null; give a Java array, a number or a tensor");
            case HostTensor tensor -> tensor;
            case Tensor tensor -> new HostTensor(tensor.type(), tensor.toArray(), 0);
            case Number _, Boolean _ -> HostArrays.scalar(values);
            default -> {
                var type = Tensor.typeOf(values);
                yield new HostTensor(type, HostArrays.flatten(values, type), 0);
            }
        };
    }

    /**
     * {@return a tensor of {@code type} over a flat array, which is not copied: {@code float[]}, {@code double[]},
     * {@code short[]}, {@code int[]}, {@code long[]}, or {@code byte[]} for int8, uint8 and bool}
     *
     * @throws IllegalArgumentException if the array holds another type of elements
     * @throws ShapeException           if it has another number of them
     */
    public static HostTensor of(TensorType type, Object flat) {
        Objects.requireNonNull(type, "type");
        if (flat == null || flat.getClass() != HostArrays.arrayClass(type.dtype())) {
            throw new IllegalArgumentException("a host tensor " + type + " keeps its values in a "
                    + HostArrays.arrayClass(type.dtype()).getSimpleName() + ", received "
                    + (flat == null ? "null" : flat.getClass().getSimpleName()));
        }
        if (HostArrays.length(flat) != type.shape().count()) {
            throw new ShapeException("a host tensor " + type + " has " + type.shape().count()
                    + " values, received an array of " + HostArrays.length(flat));
        }
        return new HostTensor(type, flat, 0);
    }

    /** {@return a tensor of zeros} */
    static HostTensor zeros(TensorType type) {
        return new HostTensor(type, HostArrays.allocate(type.dtype(), type.shape().count()), 0);
    }

    /** {@return element type and shape} */
    public TensorType type() {
        return type;
    }

    /** {@return the element type} */
    public DType dtype() {
        return type.dtype();
    }

    /** {@return the shape} */
    public Shape shape() {
        return type.shape();
    }

    private int count() {
        return (int) type.shape().count();
    }

    /** {@return the values as read-only memory in native byte order, ready for a device; nothing is copied} */
    public MemorySegment segment() {
        return HostArrays.segment(array).asSlice((long) offset * dtype().bytes(), type.bytes()).asReadOnly();
    }

    /** {@return the value at {@code position} in row-major order; integers beyond 2^53 are rounded} */
    public double get(int position) {
        return HostArrays.get(array, dtype(), offset + Objects.checkIndex(position, count()));
    }

    /**
     * {@return the value of a tensor with one element}
     *
     * @throws ShapeException if there are more
     */
    public double item() {
        if (count() != 1) {
            throw new ShapeException("item: takes a tensor with one element, received " + type
                    + "; use toFloats() or toDoubles()");
        }
        return get(0);
    }

    /** {@return whether no value is NaN or infinite} */
    public boolean isFinite() {
        return switch (array) {
            case float[] values -> HostArrays.areFinite(values, offset, offset + count());
            case double[] values -> HostArrays.areFinite(values, offset, offset + count());
            default -> true;
        };
    }

    /** {@return the values as a new flat array: {@code float[]}, {@code long[]}, … by element type} */
    public Object toArray() {
        var copy = HostArrays.allocate(dtype(), count());
        copyTo(copy, 0);
        return copy;
    }

    /** {@return the values as a new nested Java array, {@code float[][]} for example; of a scalar an array of one} */
    public Object toNestedArray() {
        return HostArrays.nest(this);
    }

    /** {@return the values as floats, in a new array} */
    public float[] toFloats() {
        return (float[]) cast(DType.FLOAT32).toArray();
    }

    /** {@return the values as doubles, in a new array} */
    public double[] toDoubles() {
        return (double[]) cast(DType.FLOAT64).toArray();
    }

    /** {@return the values as ints, in a new array} */
    public int[] toInts() {
        return (int[]) cast(DType.INT32).toArray();
    }

    /** {@return the values converted to another element type} */
    public HostTensor cast(DType dtype) {
        if (dtype == dtype()) {
            return this;
        }
        var converted = HostArrays.allocate(dtype, count());
        for (var i = 0; i < count(); i++) {
            HostArrays.set(converted, dtype, i, HostArrays.get(array, dtype(), offset + i));
        }
        return new HostTensor(type.with(dtype), converted, 0);
    }

    /**
     * {@return the same values under another shape; one size may be -1, meaning what is left}
     *
     * @throws ShapeException if they are not as many
     */
    public HostTensor reshape(int... sizes) {
        var shape = HostArrays.shape(type, sizes);
        return new HostTensor(type.with(shape), array, offset);
    }

    /**
     * {@return the part number {@code index} along the first axis, without that axis}
     *
     * @throws ShapeException if there are no axes
     */
    public HostTensor row(int index) {
        if (shape().rank() == 0) {
            throw new ShapeException("a scalar has no rows; received " + type);
        }
        return row(type.with(shape().without(0)), index);
    }

    /** As {@link #row(int)}, by who knows the type of a row already. */
    HostTensor row(TensorType rowType, int index) {
        var count = (int) rowType.shape().count();
        return new HostTensor(rowType, array, offset + Objects.checkIndex(index, shape().size(0)) * count);
    }

    /**
     * {@return the parts with these numbers along the first axis, in this order, copied}
     *
     * @throws ShapeException if there are no axes
     */
    public HostTensor gather(int... indices) {
        if (shape().rank() == 0) {
            throw new ShapeException("a scalar has no rows to gather; received " + type);
        }
        var gathered = zeros(type.with(shape().with(0, indices.length)));
        for (var i = 0; i < indices.length; i++) {
            gathered.setRow(i, row(indices[i]));
        }
        return gathered;
    }

    /** {@return the first {@code count} parts along the first axis} */
    HostTensor rows(int count) {
        return new HostTensor(type.with(shape().with(0, count)), array, offset);
    }

    /** {@return the values as a tensor on the current engine's device} */
    public Tensor toTensor() {
        return Tensor.of(type, segment());
    }

    /** Copies the values into a flat array of the same element type. */
    void copyTo(Object destination, int position) {
        System.arraycopy(array, offset, destination, position, count());
    }

    /** Copies the values of {@code row} to the place of the row {@code index} of this tensor, which owns its array. */
    void setRow(int index, HostTensor row) {
        row.copyTo(array, index * row.count());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostTensor tensor && type.equals(tensor.type)
                && segment().mismatch(tensor.segment()) < 0;
    }

    @Override
    public int hashCode() {
        var hash = type.hashCode();
        for (var i = 0; i < count(); i++) {
            hash = 31 * hash + Double.hashCode(get(i));
        }
        return hash;
    }

    /** {@return the type, and the values if there are few} */
    @Override
    public String toString() {
        return "HostTensor(" + type + (count() <= HostArrays.FEW ? ", " + HostArrays.text(this) : "") + ")";
    }
}
