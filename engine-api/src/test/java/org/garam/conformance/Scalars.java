package org.garam.conformance;

import org.garam.op.BinaryFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;

/** Scalar functions on elements of any type, held as doubles. */
final class Scalars {
    private Scalars() {}

    /** {@return the function's value; for integers wrapped around, for floating-point types not rounded} */
    static double unary(UnaryFunction function, DType dtype, double x) {
        double value = function.apply(x);
        return dtype.isFloating() ? value : dtype.round(value);
    }

    /** {@return the function's value; for integers wrapped around, for floating-point types not rounded} */
    static double binary(BinaryFunction function, DType dtype, double x, double y) {
        if (dtype.isFloating()) {
            return function.apply(x, y);
        }
        // A double would lose the lower bits of a product, which are what remains of it after wrapping around.
        return switch (function) {
            case ADD -> wrap(dtype, (long) x + (long) y);
            case SUBTRACT -> wrap(dtype, (long) x - (long) y);
            case MULTIPLY -> wrap(dtype, (long) x * (long) y);
            case DIVIDE, POWER, MAXIMUM, MINIMUM, AND, OR -> function.apply(x, y);
        };
    }

    private static double wrap(DType dtype, long value) {
        return switch (dtype) {
            case INT8 -> (byte) value;
            case INT16 -> (short) value;
            case INT32 -> (int) value;
            case INT64 -> value;
            case UINT8 -> value & 0xFF;
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16, BOOL ->
                    throw new IllegalArgumentException(dtype + " does not wrap around");
        };
    }
}
