package org.garam.tensor;

/** What is known of a tensor before its values: element type and shape. */
public record TensorType(DType dtype, Shape shape) {
    /** {@return a type with these sizes} */
    public static TensorType of(DType dtype, int... sizes) {
        return new TensorType(dtype, Shape.of(sizes));
    }

    /** {@return the bytes its elements take} */
    public long bytes() {
        return Math.multiplyExact(shape.count(), dtype.bytes());
    }

    /** {@return this type with another shape} */
    public TensorType with(Shape other) {
        return new TensorType(dtype, other);
    }

    /** {@return this type with another element type} */
    public TensorType with(DType other) {
        return new TensorType(other, shape);
    }

    /** {@return for example {@code float32[32, 784]}} */
    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
