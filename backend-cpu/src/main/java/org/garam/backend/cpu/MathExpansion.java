package org.garam.backend.cpu;

import static org.garam.backend.cpu.Operation.*;

/**
 * Exponential and logarithmic functions as steps, in float32 or float64. The functions of the Vector API are not used:
 * they give other bits when interpreted than when compiled, and none of the scalar functions of {@link Math} has the
 * same bits as a vector one. Series are the Taylor ones, on intervals made small enough by range reduction; there are
 * no branches, rare cases are selected at the end.
 */
final class MathExpansion {
    private static final double LN2 = 0.693147180559945309417232121458;
    /** What {@link #LN2} lacks to the real number, which a double cannot hold. */
    private static final double LN2_REST = 2.3190468138462996e-17;

    private final StepBuilder code;
    private final LaneType type;
    private final boolean single;
    /** The fraction bits of the type. */
    private final int fraction;
    /** The bias of the exponent field. */
    private final int bias;

    MathExpansion(StepBuilder code, LaneType type) {
        this.code = code;
        this.type = type;
        single = type == LaneType.FLOAT;
        fraction = single ? 23 : 52;
        bias = single ? 127 : 1023;
    }

    // ---- exponentials -----------------------------------------------------------------------------------------------

    /** {@code x = count * ln 2 + rest}, and {@code growth = exp(rest) - 1}. */
    private record Reduced(int count, int growth) {}

    private Reduced reduce(int x) {
        // Adding 1.5 * 2^fraction rounds to an integer, which then stands in the low bits of the sum.
        int magic = number(1.5 * Math.scalb(1.0, fraction));
        int shifted = code.fma(x, number(1 / LN2), magic);
        int count = code.subtract(shifted, magic);
        // The upper part has so few bits that its product with the count is exact.
        double high = single ? keepBits(LN2, 15) : keepBits(LN2, 41);
        int rest = code.fma(count, number(-high), x);
        rest = code.fma(count, number(-(LN2 - high + LN2_REST)), rest);
        int terms = single ? 7 : 13;
        int series = number(1 / factorial(terms));
        for (int n = terms - 1; n >= 2; n--) {
            series = code.fma(series, rest, number(1 / factorial(n)));
        }
        int growth = code.fma(code.multiply(series, rest), rest, rest);
        long zero = type.encode(1.5 * Math.scalb(1.0, fraction));
        return new Reduced(code.subtract(code.toBits(shifted), code.bits(zero, type.bits())), growth);
    }

    /** {@return two to the power {@code exponent}, which is an integer with the bias already added} */
    private int powerOfTwo(int biasedExponent) {
        return code.fromBits(code.shift(SHIFT_LEFT, biasedExponent, fraction));
    }

    int exp(int x) {
        int value = expUpTo(x);
        return code.select(code.compare(GREATER, x, number(single ? 88.722839 : 709.782712893384)),
                number(Double.POSITIVE_INFINITY), value);
    }

    /** The exponential of what does not overflow. */
    private int expUpTo(int x) {
        Reduced reduced = reduce(x);
        int power = code.add(reduced.growth, number(1));
        // Scaling in two halves reaches the whole range of exponents, subnormal results included, with one rounding.
        int biased = code.add(reduced.count, integer(2L * bias));
        int half = code.shift(SHIFT_RIGHT, biased, 1);
        int value = code.multiply(code.multiply(power, powerOfTwo(half)), powerOfTwo(code.subtract(biased, half)));
        return code.select(code.compare(LESS, x, number(single ? -104 : -746)), number(0), value);
    }

    int expm1(int x) {
        int value = expm1Normal(x);
        value = code.select(code.compare(GREATER, x, number(single ? 88.722839 : 709.782712893384)),
                number(Double.POSITIVE_INFINITY), value);
        value = code.select(code.compare(LESS, x, number(single ? -18 : -40)), number(-1), value);
        return identityNearZero(x, value);
    }

    private int expm1Normal(int x) {
        Reduced reduced = reduce(x);
        // With half of the scale nothing overflows before the result does.
        int halfScale = powerOfTwo(code.add(reduced.count, integer(bias - 1)));
        int half = code.fma(halfScale, reduced.growth, code.subtract(halfScale, number(0.5)));
        return code.add(half, half);
    }

    int sigmoid(int x) {
        int shrunk = expUpTo(code.negate(code.absolute(x)));
        int numerator = code.select(code.compare(LESS, x, number(0)), shrunk, number(1));
        return code.divide(numerator, code.add(shrunk, number(1)));
    }

    int tanh(int x) {
        int magnitude = code.absolute(x);
        // With a growth above zero the quotient's error is smaller than the growth's, below zero it would be larger.
        int growth = expm1Normal(code.multiply(magnitude, number(2)));
        int ratio = code.divide(growth, code.add(growth, number(2)));
        int value = code.select(code.compare(GREATER, magnitude, number(single ? 10 : 20)), number(1), ratio);
        return copySign(value, x);
    }

    // ---- logarithms -------------------------------------------------------------------------------------------------

    int log(int x) {
        int value = logNormal(x);
        value = code.select(code.compare(LESS, x, number(Double.POSITIVE_INFINITY)), value, x);
        int outside = code.select(code.compare(EQUAL, x, number(0)), number(Double.NEGATIVE_INFINITY),
                number(Double.NaN));
        return code.select(code.compare(LESS_EQUAL, x, number(0)), outside, value);
    }

    /** The logarithm of a positive finite number. */
    private int logNormal(int x) {
        int tiny = code.compare(LESS, x, number(single ? Float.MIN_NORMAL : Double.MIN_NORMAL));
        int normal = code.select(tiny, code.multiply(x, number(Math.scalb(1.0, fraction))), x);
        int bits = code.toBits(normal);
        int origin = code.bits(type.encode(Math.sqrt(0.5)), type.bits());
        int exponent = code.shift(SHIFT_RIGHT_SIGNED, code.subtract(bits, origin), fraction);
        int mantissa = code.fromBits(code.subtract(bits, code.shift(SHIFT_LEFT, exponent, fraction)));
        int scale = code.subtract(integerToNumber(exponent), code.select(tiny, number(fraction), number(0)));
        // log(1 + f) = 2 artanh(s) with s = f / (2 + f), arranged so that f itself enters without an error.
        int f = code.subtract(mantissa, number(1));
        int s = code.divide(f, code.add(f, number(2)));
        int square = code.multiply(s, s);
        int terms = single ? 5 : 11;
        int series = number(2.0 / (2 * terms + 1));
        for (int k = terms - 1; k >= 1; k--) {
            series = code.fma(series, square, number(2.0 / (2 * k + 1)));
        }
        int halfSquare = code.multiply(code.multiply(f, f), number(0.5));
        double high = single ? keepBits(LN2, 15) : keepBits(LN2, 41);
        int correction = code.fma(s, code.fma(series, square, halfSquare),
                code.multiply(scale, number(LN2 - high + LN2_REST)));
        int small = code.subtract(f, code.subtract(halfSquare, correction));
        return code.fma(scale, number(high), small);
    }

    int log1p(int x) {
        int sum = code.add(x, number(1));
        // What the addition lost, as a first-order correction of the logarithm.
        int lost = code.divide(code.subtract(x, code.subtract(sum, number(1))), sum);
        int regular = code.apply(AND, code.compare(GREATER, sum, number(0)),
                code.compare(LESS, sum, number(Double.POSITIVE_INFINITY)));
        int value = code.add(log(sum), code.select(regular, lost, number(0)));
        return identityNearZero(x, value);
    }

    // ---- the error function -----------------------------------------------------------------------------------------

    int erf(int x) {
        int magnitude = code.absolute(x);
        int square = code.multiply(x, x);
        int terms = single ? 10 : 18;
        int series = number(maclaurin(terms));
        for (int n = terms - 1; n >= 1; n--) {
            series = code.fma(series, square, number(maclaurin(n)));
        }
        // Without the argument itself, the sum is small, and so is its rounding error.
        series = code.fma(series, square, number(maclaurin(0) - 1));
        ErrorFunctionSeries far = single ? ErrorFunctionSeries.SINGLE : ErrorFunctionSeries.DOUBLE;
        int bent = code.divide(number(1), code.add(magnitude, number(ErrorFunctionSeries.BEND)));
        int variable = code.multiply(code.subtract(bent, number(far.middle())), number(far.scale()));
        int complement = number(far.coefficient(far.degree()));
        for (int n = far.degree() - 1; n >= 0; n--) {
            complement = code.fma(complement, variable, number(far.coefficient(n)));
        }
        int large = code.subtract(number(1), code.multiply(complement, expUpTo(code.negate(square))));
        return code.select(code.compare(LESS, magnitude, number(1)), code.fma(series, x, x), copySign(large, x));
    }

    /** The coefficient of {@code x} to the power {@code 2n + 1} in the series of the error function. */
    private static double maclaurin(int n) {
        return 2 / Math.sqrt(Math.PI) / (factorial(n) * (2 * n + 1)) * (n % 2 == 0 ? 1 : -1);
    }

    // ---- rounding ---------------------------------------------------------------------------------------------------

    /** To the nearest integer, halves to the even one. */
    int round(int x) {
        int magnitude = code.absolute(x);
        int magic = number(Math.scalb(1.0, fraction));
        int rounded = code.subtract(code.add(magnitude, magic), magic);
        return copySign(code.select(code.compare(LESS, magnitude, magic), rounded, magnitude), x);
    }

    int floor(int x) {
        int rounded = round(x);
        int lower = code.select(code.compare(GREATER, rounded, x), code.subtract(rounded, number(1)), rounded);
        return copySign(lower, x);
    }

    int ceil(int x) {
        int rounded = round(x);
        int upper = code.select(code.compare(LESS, rounded, x), code.add(rounded, number(1)), rounded);
        return copySign(upper, x);
    }

    // ---- small parts ------------------------------------------------------------------------------------------------

    /** {@code x} itself where it is so small that the function is the identity, which keeps the sign of zero. */
    private int identityNearZero(int x, int value) {
        int near = code.compare(LESS, code.absolute(x), number(Math.scalb(1.0, -fraction - 2)));
        return code.select(near, x, value);
    }

    private int copySign(int magnitude, int sign) {
        long signBit = type.encode(-0.0);
        int unsigned = code.apply(AND, code.toBits(magnitude), code.bits(~signBit, type.bits()));
        int signOnly = code.apply(AND, code.toBits(sign), code.bits(signBit, type.bits()));
        return code.fromBits(code.apply(OR, unsigned, signOnly));
    }

    /**
     * A small integer as a number, by placing it in the fraction of a large one: 64-bit conversion is not everywhere.
     */
    private int integerToNumber(int integer) {
        double magic = 1.5 * Math.scalb(1.0, fraction);
        int placed = code.add(integer, code.bits(type.encode(magic), type.bits()));
        return code.subtract(code.fromBits(placed), number(magic));
    }

    private int number(double value) {
        return code.constant(value, type);
    }

    private int integer(long value) {
        return code.bits(value, type.bits());
    }

    private static double keepBits(double value, int bits) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & (-1L << (53 - bits)));
    }

    private static double factorial(int n) {
        return n <= 1 ? 1 : n * factorial(n - 1);
    }
}
