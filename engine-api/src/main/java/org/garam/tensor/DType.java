package org.garam.tensor;

import java.util.Locale;

/**
 * The type of a tensor's elements.
 *
 * <p>All types can be stored, cast, compared and moved. Arithmetic is defined for every type but {@link #BOOL}
 * (integers wrap around); functions such as exp, gradients and training need {@link #FLOAT32} or {@link #FLOAT64}.
 */
public enum DType {
    /** IEEE 754 binary32, the default; a Java {@code float}. */
    FLOAT32(4),
    /** IEEE 754 binary64; a Java {@code double}. */
    FLOAT64(8),
    /** Signed 8-bit integer; a Java {@code byte}. */
    INT8(1),
    /** Signed 16-bit integer; a Java {@code short}. */
    INT16(2),
    /** Signed 32-bit integer; a Java {@code int}. */
    INT32(4),
    /** Signed 64-bit integer; a Java {@code long}. */
    INT64(8),
    /** Unsigned 8-bit integer, stored in a Java {@code byte}. */
    UINT8(1),
    /** Truth value, stored in a {@code byte} that is 0 or 1. */
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the bytes one element takes} */
    public int bytes() {
        return bytes;
    }

    /** {@return whether this is a floating-point type} */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** {@return whether this is an integer type, {@link #BOOL} not included} */
    public boolean isInteger() {
        return !isFloating() && this != BOOL;
    }

    /** {@return {@code value} rounded, wrapped or truncated to what this type can hold, as a double} */
    public double round(double value) {
        return switch (this) {
            case FLOAT32 -> (float) value;
            case FLOAT64 -> value;
            case INT8 -> (byte) (long) value;
            case INT16 -> (short) (long) value;
            case INT32 -> (int) (long) value;
            case INT64 -> (long) value;
            case UINT8 -> (long) value & 0xFF;
            case BOOL -> value != 0 ? 1 : 0;
        };
    }

    /** {@return the name users write, as in Keras: {@code float32}, {@code uint8}, …} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
