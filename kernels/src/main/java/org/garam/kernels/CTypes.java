package org.garam.kernels;

import org.garam.tensor.DType;

/** How element types and numbers are written in C. */
final class CTypes {
    private CTypes() {}

    /** {@return the type of an element in memory; bool is a byte} */
    static String inMemory(DType dtype) {
        return dtype == DType.BOOL ? "u8" : inRegister(dtype);
    }

    /** {@return the type of a variable} */
    static String inRegister(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "f32";
            case FLOAT64 -> "f64";
            case INT8 -> "i8";
            case INT16 -> "i16";
            case FLOAT16, BFLOAT16 -> "u16";
            case INT32 -> "i32";
            case INT64 -> "i64";
            case UINT8 -> "u8";
            case BOOL -> "bool";
        };
    }

    /** {@return the unsigned type as wide, in which arithmetic wraps around by the rules of C} */
    static String unsigned(DType dtype) {
        return switch (dtype) {
            case INT64 -> "u64";
            case INT8, INT16, INT32, UINT8 -> "u32";
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16, BOOL ->
                    throw new IllegalArgumentException(dtype + " does not wrap around");
        };
    }

    /** {@return {@code value}, rounded to {@code dtype}, as an expression of that type} */
    static String literal(double value, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> floating((float) value, Float.toString((float) value) + "f", "F32");
            case FLOAT64 -> floating(value, Double.toString(value), "F64");
            case FLOAT16, BFLOAT16 -> "(u16) " + (dtype.toHalfBits(value) & 0xFFFF);
            case INT8, INT16, UINT8 -> "(" + inRegister(dtype) + ") " + (long) dtype.round(value);
            case INT32 -> (int) dtype.round(value) == Integer.MIN_VALUE ? "I32_MIN" : String.valueOf((int) dtype.round(value));
            case INT64 -> longLiteral((long) value);
            case BOOL -> value != 0 ? "true" : "false";
        };
    }

    /** {@return a 64-bit integer} */
    static String longLiteral(long value) {
        return value == Long.MIN_VALUE ? "I64_MIN" : "I64(" + value + ")";
    }

    private static String floating(double value, String digits, String prefix) {
        if (Double.isNaN(value)) {
            return prefix + "_NAN";
        }
        if (Double.isInfinite(value)) {
            return (value < 0 ? "-" : "") + prefix + "_INFINITY";
        }
        return digits;
    }
}
