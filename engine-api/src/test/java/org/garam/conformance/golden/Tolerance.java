package org.garam.conformance.golden;

import java.util.Locale;
import org.garam.tensor.DType;

/**
 * How far computed numbers may be from golden ones, relative to the largest golden number of their array: elements that
 * cancel out are as exact as what they were made of, not as they are themselves.
 *
 * @param relative the largest difference divided by the array's scale
 */
record Tolerance(double relative) {
    /** Arrays that are zero but for rounding are compared with this scale. */
    private static final double SMALLEST_SCALE = 1e-3;

    /** {@return eight units in the last place for float32, where Keras' own functions are some units off} */
    static Tolerance of(DType dtype) {
        return new Tolerance(dtype == DType.FLOAT32 ? 1e-6 : 1e-12);
    }

    /** {@return this tolerance times {@code factor}} */
    Tolerance times(double factor) {
        return new Tolerance(relative * factor);
    }

    /** Throws an {@link AssertionError} that tells the first number that differs. */
    void require(String what, double[] expected, double... computed) {
        requireUpTo(new double[expected.length], what, expected, computed);
    }

    /**
     * As {@link #require}, where {@code expected} itself is off.
     *
     * @param noise by how much each element is; so much is allowed to either side
     */
    void requireUpTo(double[] noise, String what, double[] expected, double... computed) {
        if (expected.length != computed.length) {
            throw new AssertionError(what + ": expected " + expected.length + " numbers, computed " + computed.length);
        }
        double scale = SMALLEST_SCALE;
        for (double number : expected) {
            scale = Double.isFinite(number) ? Math.max(scale, Math.abs(number)) : scale;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean same = Double.compare(expected[i], computed[i]) == 0
                    || Math.abs(expected[i] - computed[i]) <= relative * scale + 2 * noise[i];
            if (!same) {
                throw new AssertionError(String.format(Locale.ROOT, "%s[%d]: expected %.17g, computed %.17g, off by"
                        + " %.3g of the array's scale, allowed %.3g", what, i, expected[i], computed[i],
                        Math.abs(expected[i] - computed[i]) / scale, relative));
            }
        }
    }
}
