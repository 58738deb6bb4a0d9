package org.garam.runtime;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import org.garam.tensor.DType;

/**
 * Floating-point numbers as NumPy prints them: as many digits as tell a number from its neighbours, up to 8 behind the
 * point, and all numbers of an array in one notation and width. The notation is scientific if the largest magnitude is
 * 1e8 or more, the smallest below 1e-4, or their ratio above 1000, as in NumPy up to 2.2, the last one that TensorFlow
 * works with.
 */
final class FloatText {
    private static final int PRECISION = 8;
    private static final double LARGEST_POSITIONAL_SCALAR = 1e16;
    private static final double LARGEST_POSITIONAL = 1e8;
    private static final double SMALLEST_POSITIONAL = 1e-4;
    private static final double LARGEST_RATIO = 1000;

    private final DType dtype;
    private final boolean isScientific;
    /** Characters before the point, with the sign. */
    private final int whole;
    /** Characters behind the point: of fractions, or of an exponent as well. */
    private final int rest;
    private final int fraction;
    private final int exponentDigits;

    /** Makes the format that suits all {@code values}. */
    FloatText(double[] values, DType dtype) {
        this.dtype = dtype;
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        isScientific = needsExponent(finite);
        Parts[] parts = Arrays.stream(finite).mapToObj(this::parts).toArray(Parts[]::new);
        fraction = Arrays.stream(parts).mapToInt(part -> part.fraction.length()).max().orElse(0);
        exponentDigits = Arrays.stream(parts).mapToInt(part -> part.exponent.length() - 1).max().orElse(0);
        rest = isScientific ? fraction + 2 + exponentDigits : fraction;
        int widest = Arrays.stream(parts).mapToInt(part -> part.whole.length()).max().orElse(0);
        for (double value : values) {
            widest = Double.isFinite(value) ? widest : Math.max(widest, special(value).length() - rest - 1);
        }
        whole = widest;
    }

    /** {@return the text of a number that is not in an array} */
    static String scalar(double value, DType dtype) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        double magnitude = Math.abs(value);
        BigDecimal shortest = shortest(magnitude, dtype);
        boolean isPositional = magnitude == 0
                || magnitude >= SMALLEST_POSITIONAL && magnitude < LARGEST_POSITIONAL_SCALAR;
        if (!isPositional) {
            int exponent = shortest.precision() - shortest.scale() - 1;
            String digits = shortest.unscaledValue().toString();
            return sign(value) + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                    + exponent(exponent, 2);
        }
        String text = shortest.toPlainString();
        return sign(value) + text + (text.contains(".") ? "" : ".0");
    }

    /** {@return the text of one of the array's numbers} */
    String of(double value) {
        if (!Double.isFinite(value)) {
            String text = special(value);
            return " ".repeat(whole + rest + 1 - text.length()) + text;
        }
        Parts parts = parts(value);
        if (!isScientific) {
            return padded(parts) + " ".repeat(fraction - parts.fraction.length());
        }
        if (parts.fraction.length() < fraction) {
            // Digits that others need are not zeros here, but those of the number itself.
            parts = scientific(value, rounded(Math.abs(value), fraction + 1));
        }
        String digits = parts.exponent.substring(1);
        return padded(parts) + "0".repeat(fraction - parts.fraction.length()) + "e" + parts.exponent.charAt(0)
                + "0".repeat(exponentDigits - digits.length()) + digits;
    }

    private String padded(Parts parts) {
        return " ".repeat(whole - parts.whole.length()) + parts.whole + "." + parts.fraction;
    }

    private boolean needsExponent(double... finite) {
        double[] magnitudes = Arrays.stream(finite).map(Math::abs).filter(x -> x != 0).toArray();
        if (magnitudes.length == 0) {
            return false;
        }
        double largest = Arrays.stream(magnitudes).max().getAsDouble();
        double smallest = Arrays.stream(magnitudes).min().getAsDouble();
        return largest >= LARGEST_POSITIONAL || smallest < dtype.round(SMALLEST_POSITIONAL)
                || dtype.round(largest / smallest) > LARGEST_RATIO;
    }

    /** The exponent, with its sign, is empty in positional notation. */
    private record Parts(String whole, String fraction, String exponent) {}

    private Parts parts(double value) {
        double magnitude = Math.abs(value);
        BigDecimal number = shortest(magnitude, dtype);
        if (!isScientific) {
            if (number.scale() > PRECISION) {
                number = stripped(new BigDecimal(magnitude).setScale(PRECISION, RoundingMode.HALF_EVEN));
            }
            String[] sides = number.toPlainString().split("\\.");
            return new Parts(sign(value) + sides[0], sides.length > 1 ? sides[1] : "", "");
        }
        return scientific(value, number.precision() > PRECISION + 1 ? rounded(magnitude, PRECISION + 1) : number);
    }

    private static BigDecimal rounded(double magnitude, int digits) {
        return stripped(new BigDecimal(magnitude).round(new MathContext(digits, RoundingMode.HALF_EVEN)));
    }

    private static Parts scientific(double value, BigDecimal magnitude) {
        String digits = magnitude.unscaledValue().toString();
        int exponent = magnitude.signum() == 0 ? 0 : magnitude.precision() - magnitude.scale() - 1;
        return new Parts(sign(value) + digits.charAt(0), digits.substring(1), exponent(exponent, 2));
    }

    private static String exponent(int exponent, int digits) {
        String text = String.valueOf(Math.abs(exponent));
        return (exponent < 0 ? "-" : "+") + "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /** The decimal with the fewest digits that is nearest to no other number of the type. */
    private static BigDecimal shortest(double magnitude, DType dtype) {
        if (dtype.isHalf()) {
            return shortestHalf(magnitude, dtype);
        }
        BigDecimal number = stripped(new BigDecimal(dtype == DType.FLOAT32 ? Float.toString((float) magnitude)
                : Double.toString(magnitude)));
        // Java gives two digits even where one is enough.
        BigDecimal shorter = number.round(new MathContext(1, RoundingMode.HALF_EVEN));
        boolean isEnough = dtype == DType.FLOAT32
                ? shorter.floatValue() == (float) magnitude : shorter.doubleValue() == magnitude;
        return isEnough ? stripped(shorter) : number;
    }

    private static BigDecimal shortestHalf(double magnitude, DType dtype) {
        BigDecimal exact = new BigDecimal(magnitude);
        int digits = 1;
        while (dtype.round(exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).doubleValue()) != magnitude) {
            digits++;
        }
        return stripped(exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)));
    }

    private static BigDecimal stripped(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
}
