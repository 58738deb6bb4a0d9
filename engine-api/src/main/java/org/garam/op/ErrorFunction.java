package org.garam.op;

/**
 * The error function in double precision: the Maclaurin series near zero, where it converges fast, and Laplace's
 * continued fraction of the complement elsewhere (Abramowitz and Stegun, 7.1.5 and 7.1.14).
 */
final class ErrorFunction {
    /** Beyond this the terms of the series are so much larger than their sum that it loses digits. */
    private static final double SERIES_LIMIT = 1.25;
    /** Beyond this the complement is below half a unit in the last place of 1. */
    private static final double SATURATION = 6;
    private static final int FRACTION_TERMS = 120;

    private ErrorFunction() {}

    static double erf(double x) {
        double magnitude = Math.abs(x);
        if (!(magnitude < SATURATION)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        return magnitude < SERIES_LIMIT ? series(x) : Math.copySign(1 - complement(magnitude), x);
    }

    private static double series(double x) {
        double square = x * x;
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-18; n++) {
            term *= -square / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.sqrt(Math.PI);
    }

    private static double complement(double x) {
        double fraction = 0;
        for (int n = FRACTION_TERMS; n > 0; n--) {
            fraction = n / 2.0 / (x + fraction);
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
    }
}
