package org.garam.model.callback;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as Python writes them, for file names, logs and progress that look as Keras' do. Rounding is that of the
 * exact binary value, which {@link String#format} does not do: 0.125 has two decimals {@code 0.12}.
 */
final class PythonNumbers {
    /** Python's, without the rarer parts: centring, other fills, thousands' separators, precision without a type. */
    private static final Pattern SPECIFICATION =
            Pattern.compile("(?<align>[<>])?(?<sign>[+-])?(?<zero>0)?(?<width>[1-9]\\d*)?"
                    + "((\\.(?<precision>\\d+))?(?<type>[fFeEgG%])|d)?");
    private static final int DEFAULT_PRECISION = 6;
    /** Numbers from here on are written with an exponent if no format is given. */
    private static final int LARGEST_EXPONENT = 16;
    private static final int SMALLEST_EXPONENT = -4;

    private PythonNumbers() {}

    /** {@return the shortest decimal that stands for {@code value}, as {@code repr(value)} gives it} */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value)));
        String sign = isNegative(value) ? "-" : "";
        if (decimal.signum() == 0) {
            return sign + "0.0";
        }
        BigDecimal digits = shortest(decimal.stripTrailingZeros(), Math.abs(value));
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= SMALLEST_EXPONENT && exponent < LARGEST_EXPONENT) {
            return sign + (digits.scale() <= 0 ? digits.setScale(1) : digits).toPlainString();
        }
        return sign + mantissa(digits) + exponent(exponent);
    }

    /** Java writes two digits or more, also where one tells the number. */
    private static BigDecimal shortest(BigDecimal digits, double value) {
        BigDecimal single = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return single.doubleValue() == value ? single : digits;
    }

    private static boolean isNegative(double value) {
        return Double.doubleToRawLongBits(value) < 0;
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String mantissa(BigDecimal digits) {
        String plain = digits.unscaledValue().toString();
        return plain.length() == 1 ? plain : plain.charAt(0) + "." + plain.substring(1);
    }

    private static String exponent(int exponent) {
        return "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** {@return {@code value} with so many decimals} */
    static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        return (isNegative(value) ? "-" : "")
                + new BigDecimal(Math.abs(value)).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** {@return {@code value} with an exponent and so many decimals before it} */
    static String scientific(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        BigDecimal rounded = rounded(value, decimals + 1);
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String digits = rounded.unscaledValue().toString();
        String padded = digits + "0".repeat(Math.max(0, decimals + 1 - digits.length()));
        return (isNegative(value) ? "-" : "") + padded.charAt(0) + (decimals == 0 ? "" : "." + padded.substring(1, decimals + 1))
                + exponent(exponent);
    }

    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(Math.abs(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    /** {@return {@code value} with so many digits, with an exponent if it is very large or small} */
    private static String general(double value, int digits) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        int significant = Math.max(1, digits);
        BigDecimal rounded = rounded(value, significant);
        if (rounded.signum() == 0) {
            return isNegative(value) ? "-0" : "0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal stripped = rounded.stripTrailingZeros();
        return (isNegative(value) ? "-" : "") + (exponent < SMALLEST_EXPONENT || exponent >= significant
                ? mantissa(stripped) + exponent(exponent) : stripped.toPlainString());
    }

    /**
     * {@return a number in the format Python calls {@code specification}: {@code 02d}, {@code .2f}, {@code .3e}}
     *
     * @param isInteger whether it is written without decimals if the format does not tell
     */
    static String format(double value, boolean isInteger, String specification) {
        Matcher parts = SPECIFICATION.matcher(specification);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + specification + "\" is no format of a number; write for example 02d,"
                    + " .2f or .3e");
        }
        String number = converted(value, isInteger, parts);
        if ("+".equals(parts.group("sign")) && !isNegative(value)) {
            number = "+" + number;
        }
        int width = parts.group("width") == null ? 0 : Integer.parseInt(parts.group("width"));
        int missing = Math.max(0, width - number.length());
        if ("<".equals(parts.group("align"))) {
            return number + " ".repeat(missing);
        }
        if (parts.group("zero") == null || ">".equals(parts.group("align"))) {
            return " ".repeat(missing) + number;
        }
        int signs = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
        return number.substring(0, signs) + "0".repeat(missing) + number.substring(signs);
    }

    private static String converted(double value, boolean isInteger, Matcher parts) {
        String type = parts.group("type");
        if (type == null) {
            if (parts.group().endsWith("d") && !isInteger) {
                throw new IllegalArgumentException("\"d\" is the format of whole numbers; write .2f for example");
            }
            return isInteger ? String.valueOf((long) value) : text(value);
        }
        int precision = parts.group("precision") == null ? DEFAULT_PRECISION : Integer.parseInt(parts.group("precision"));
        return switch (type) {
            case "f", "F" -> fixed(value, precision);
            case "e" -> scientific(value, precision);
            case "E" -> scientific(value, precision).replace('e', 'E');
            case "%" -> fixed(value * 100, precision) + "%";
            case "G" -> general(value, precision).replace('e', 'E');
            default -> general(value, precision);
        };
    }
}
