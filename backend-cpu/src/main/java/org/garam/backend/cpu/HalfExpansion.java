package org.garam.backend.cpu;

import static org.garam.backend.cpu.Operation.*;

import org.garam.tensor.DType;

/**
 * Casts between float32 and the floating-point types of 16 bits as steps. The half is an {@code int} of which the lower
 * 16 bits count. Rounding is to nearest, of two as near to the even one.
 */
final class HalfExpansion {
    private static final int SIGN_OF_HALF = 0x8000;
    private static final int DROPPED_BY_BFLOAT16 = 16;
    /** Fraction bits float32 has more than float16. */
    private static final int DROPPED_BY_FLOAT16 = 13;
    /** The difference of the exponents' biases, as it stands in the bits of a float32. */
    private static final int REBIAS = 127 - 15 << 23;
    private static final int FLOAT32_INFINITY = 0x7F800000;
    private static final int FLOAT16_INFINITY = 0x7C00;
    private static final int SMALLEST_NORMAL_FLOAT16 = 0x0400;
    /** The distance between the subnormal numbers of float16. */
    private static final float UNIT_OF_FLOAT16 = 0x1p-24f;
    /** The distance between neighbours of float32 from here to 1 is {@link #UNIT_OF_FLOAT16}. */
    private static final float SAME_UNIT = 0.5f;
    private static final int QUIET_BFLOAT16 = 0x40;
    private static final int QUIET_FLOAT16 = 0x0200;

    private final StepBuilder code;

    HalfExpansion(StepBuilder code) {
        this.code = code;
    }

    /** {@return the float32 that a half of type {@code from} is, exactly} */
    int widen(DType from, int half) {
        if (from == DType.BFLOAT16) {
            return code.fromBits(code.shift(SHIFT_LEFT, half, DROPPED_BY_BFLOAT16));
        }
        int magnitude = code.apply(AND, half, integer(SIGN_OF_HALF - 1));
        int aligned = code.shift(SHIFT_LEFT, magnitude, DROPPED_BY_FLOAT16);
        // Infinities and NaN have the largest exponent on both sides: rebiased twice, it is.
        int isFinite = code.compare(LESS, magnitude, integer(FLOAT16_INFINITY));
        int normal = code.add(aligned, code.select(isFinite, integer(REBIAS), integer(2 * REBIAS)));
        int counted = code.apply(CONVERT, LaneType.FLOAT, magnitude);
        int subnormal = code.toBits(code.multiply(counted, number(UNIT_OF_FLOAT16)));
        int isSubnormal = code.compare(LESS, magnitude, integer(SMALLEST_NORMAL_FLOAT16));
        int sign = code.shift(SHIFT_LEFT, code.apply(AND, half, integer(SIGN_OF_HALF)), 16);
        return code.fromBits(code.apply(OR, code.select(isSubnormal, subnormal, normal), sign));
    }

    /** {@return the half of type {@code to} nearest to a float32} */
    int round(DType to, int single) {
        int bits = code.toBits(single);
        int magnitude = code.apply(AND, bits, integer(Integer.MAX_VALUE));
        int isNan = code.compare(GREATER, magnitude, integer(FLOAT32_INFINITY));
        if (to == DType.BFLOAT16) {
            int nan = code.apply(OR, code.shift(SHIFT_RIGHT, bits, DROPPED_BY_BFLOAT16), integer(QUIET_BFLOAT16));
            return code.select(isNan, nan, rounded(bits, DROPPED_BY_BFLOAT16));
        }
        int normal = rounded(code.subtract(magnitude, integer(REBIAS)), DROPPED_BY_FLOAT16);
        // The addition rounds to a multiple of the unit, and how many there are is the subnormal's bits.
        int shifted = code.add(code.fromBits(magnitude), number(SAME_UNIT));
        int subnormal = code.subtract(code.toBits(shifted), integer(Float.floatToRawIntBits(SAME_UNIT)));
        int smallestNormal = integer((SMALLEST_NORMAL_FLOAT16 << DROPPED_BY_FLOAT16) + REBIAS);
        int isSubnormal = code.compare(LESS, magnitude, smallestNormal);
        int finite = code.select(isSubnormal, subnormal, normal);
        int firstInfinite = integer((FLOAT16_INFINITY << DROPPED_BY_FLOAT16) + REBIAS);
        int isLarge = code.compare(GREATER_EQUAL, magnitude, firstInfinite);
        int large = code.select(isNan, integer(FLOAT16_INFINITY | QUIET_FLOAT16), integer(FLOAT16_INFINITY));
        int sign = code.apply(AND, code.shift(SHIFT_RIGHT, bits, 16), integer(SIGN_OF_HALF));
        return code.apply(OR, code.select(isLarge, large, finite), sign);
    }

    /** Drops the lower bits; a carry out of the fraction is the next exponent's, as it should be. */
    private int rounded(int bits, int dropped) {
        int isOdd = code.apply(AND, code.shift(SHIFT_RIGHT, bits, dropped), integer(1));
        int half = integer((1 << dropped - 1) - 1);
        return code.shift(SHIFT_RIGHT, code.add(code.add(bits, half), isOdd), dropped);
    }

    private int number(float value) {
        return code.constant(value, LaneType.FLOAT);
    }

    private int integer(int value) {
        return code.bits(value, LaneType.INT);
    }
}
