package org.garam.tensor;

import java.util.Locale;

/**
 * The type of a tensor's elements.
 *
 * <p>All types can be stored, cast, compared and moved. Arithmetic is defined for every type but {@link #BOOL}
 * (integers wrap around); functions such as exp and gradients need a floating-point type.
 *
 * <p>{@link #FLOAT16} and {@link #BFLOAT16} are for memory: what is done to them is computed in {@link #FLOAT32} and
 * rounded to the nearest, of two as near to the even one; what is too large becomes infinite, subnormal numbers stay.
 */
public enum DType {
    /** IEEE 754 binary32, the default; a Java {@code float}. */
    FLOAT32(4),
    /** IEEE 754 binary64; a Java {@code double}. */
    FLOAT64(8),
    /** IEEE 754 binary16: 11 significant bits, up to 65504; its bits in a Java {@code short}. */
    FLOAT16(2),
    /** The upper half of a binary32: 8 significant bits, float32's range; its bits in a Java {@code short}. */
    BFLOAT16(2),
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
        return this == FLOAT32 || this == FLOAT64 || isHalf();
    }

    /** {@return whether this is one of the two floating-point types of 16 bits} */
    public boolean isHalf() {
        return this == FLOAT16 || this == BFLOAT16;
    }

    /** {@return the type that devices compute in with elements of this type: float32 for the halves, else this} */
    public DType arithmetic() {
        return isHalf() ? FLOAT32 : this;
    }

    /** {@return whether this is an integer type, {@link #BOOL} not included} */
    public boolean isInteger() {
        return !isFloating() && this != BOOL;
    }

    /** {@return {@code value} rounded (by way of float32 to a half), wrapped or truncated to what the type can hold} */
    public double round(double value) {
        return switch (this) {
            case FLOAT32 -> (float) value;
            case FLOAT64 -> value;
            case FLOAT16, BFLOAT16 -> fromHalfBits(toHalfBits(value));
            case INT8 -> (byte) (long) value;
            case INT16 -> (short) (long) value;
            case INT32 -> (int) (long) value;
            case INT64 -> (long) value;
            case UINT8 -> (long) value & 0xFF;
            case BOOL -> value != 0 ? 1 : 0;
        };
    }

    /**
     * {@return how many bits the significand of a floating-point type has, the leading one included}
     *
     * @throws IllegalStateException if this is not a floating-point type
     */
    public int significantBits() {
        return switch (this) {
            case FLOAT32 -> 24;
            case FLOAT64 -> 53;
            case FLOAT16 -> 11;
            case BFLOAT16 -> 8;
            default -> throw new IllegalStateException(this + " is not a floating-point type");
        };
    }

    /**
     * {@return {@code value}, rounded to float32 and then to this type, as its 16 bits}
     *
     * @throws IllegalStateException if this is not a type of 16 bits
     */
    public short toHalfBits(double value) {
        return switch (this) {
            case FLOAT16 -> Float.floatToFloat16((float) value);
            case BFLOAT16 -> {
                int bits = Float.floatToRawIntBits((float) value);
                int rounded = bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
                // A NaN whose payload is in the lower half must not become infinite.
                yield (short) (Float.isNaN((float) value) ? bits >>> 16 | 0x40 : rounded);
            }
            default -> throw new IllegalStateException(this + " is not a floating-point type of 16 bits");
        };
    }

    /**
     * {@return the number that these bits of this type are}
     *
     * @throws IllegalStateException if this is not a type of 16 bits
     */
    public float fromHalfBits(short bits) {
        return switch (this) {
            case FLOAT16 -> Float.float16ToFloat(bits);
            case BFLOAT16 -> Float.intBitsToFloat(bits << 16);
            default -> throw new IllegalStateException(this + " is not a floating-point type of 16 bits");
        };
    }

    /** {@return the name users write, as in Keras: {@code float32}, {@code uint8}, …} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
