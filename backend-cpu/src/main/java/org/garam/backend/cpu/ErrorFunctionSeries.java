package org.garam.backend.cpu;

/**
 * A polynomial for {@code exp(a * a) * (1 - erf(a))} from 1 to where the error function is 1: the Chebyshev
 * interpolation in a variable that bends this interval to [-1, 1]. It is made from the continued fraction when it is
 * first needed, so that no table of numbers has to be believed.
 */
final class ErrorFunctionSeries {
    static final ErrorFunctionSeries SINGLE = new ErrorFunctionSeries(4, 7);
    static final ErrorFunctionSeries DOUBLE = new ErrorFunctionSeries(6, 16);

    /** Moves the pole of the variable {@code 1 / (a + BEND)} away from the interval. */
    static final double BEND = 2;
    private static final int FRACTION_TERMS = 300;

    private final double middle;
    private final double half;
    private final double[] coefficients;

    private ErrorFunctionSeries(double end, int degree) {
        double first = 1 / (1 + BEND);
        double last = 1 / (end + BEND);
        middle = (first + last) / 2;
        half = (first - last) / 2;
        coefficients = monomials(chebyshev(degree + 1));
    }

    /** {@return the number to subtract from {@code 1 / (a + BEND)}} */
    double middle() {
        return middle;
    }

    /** {@return what to multiply the difference with} */
    double scale() {
        return 1 / half;
    }

    /** {@return the coefficient of the power {@code n}} */
    double coefficient(int n) {
        return coefficients[n];
    }

    int degree() {
        return coefficients.length - 1;
    }

    private double[] chebyshev(int count) {
        double[] result = new double[count];
        for (int node = 0; node < count; node++) {
            double angle = Math.PI * (node + 0.5) / count;
            double value = scaledComplement(1 / (middle + half * StrictMath.cos(angle)) - BEND);
            for (int n = 0; n < count; n++) {
                result[n] += (n == 0 ? 1.0 : 2.0) / count * value * StrictMath.cos(n * angle);
            }
        }
        return result;
    }

    private static double[] monomials(double[] chebyshev) {
        int count = chebyshev.length;
        double[] result = new double[count];
        double[] previous = new double[count];
        double[] current = new double[count];
        previous[0] = 1;
        current[1] = 1;
        result[0] = chebyshev[0];
        for (int n = 1; n < count; n++) {
            double[] next = new double[count];
            for (int power = 0; power < count; power++) {
                result[power] += chebyshev[n] * current[power];
                next[power] = (power == 0 ? 0 : 2 * current[power - 1]) - previous[power];
            }
            previous = current;
            current = next;
        }
        return result;
    }

    /** Laplace's continued fraction (Abramowitz and Stegun, 7.1.14). */
    private static double scaledComplement(double a) {
        double fraction = 0;
        for (int n = FRACTION_TERMS; n > 0; n--) {
            fraction = n / 2.0 / (a + fraction);
        }
        return 1 / StrictMath.sqrt(Math.PI) / (a + fraction);
    }
}
