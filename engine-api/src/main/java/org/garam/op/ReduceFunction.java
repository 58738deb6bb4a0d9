package org.garam.op;

import java.util.Locale;
import org.garam.tensor.DType;

/** An associative function that reduces axes of a tensor. The order of application is the backend's, but fixed. */
public enum ReduceFunction {
    SUM(BinaryFunction.ADD),
    PRODUCT(BinaryFunction.MULTIPLY),
    MAX(BinaryFunction.MAXIMUM),
    MIN(BinaryFunction.MINIMUM);

    private final BinaryFunction combine;

    ReduceFunction(BinaryFunction combine) {
        this.combine = combine;
    }

    /** {@return the function that joins two partial results} */
    public BinaryFunction combine() {
        return combine;
    }

    /**
     * {@return the result of reducing nothing: 0, 1, and for MAX and MIN the infinities or the smallest and largest
     * integer that is exact as a double}
     */
    public double identity(DType dtype) {
        return switch (this) {
            case SUM -> 0;
            case PRODUCT -> 1;
            case MAX -> lowest(dtype);
            case MIN -> highest(dtype);
        };
    }

    private static double lowest(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> Double.NEGATIVE_INFINITY;
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            case UINT8, BOOL -> 0;
        };
    }

    private static double highest(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> Double.POSITIVE_INFINITY;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case INT64 -> Long.MAX_VALUE;
            case UINT8 -> 255;
            case BOOL -> 1;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
