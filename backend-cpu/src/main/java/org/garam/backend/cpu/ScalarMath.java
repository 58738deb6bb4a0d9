package org.garam.backend.cpu;

/**
 * Functions that are not worth a vector form: computed one by one in double precision, with {@link StrictMath}, whose
 * results are the same in every execution. Generated code calls them, with a vector's lanes laid out in an array.
 */
final class ScalarMath {
    private ScalarMath() {}

    /** Half of pi in three doubles, each what the ones before lack. */
    private static final double QUARTER_TURN = 1.5707963267948966;
    private static final double QUARTER_TURN_REST = 6.123233995736766e-17;
    private static final double QUARTER_TURN_LAST = -1.4973849048591698e-33;
    /** So many quarter turns can be taken off exactly enough. */
    private static final double FAR = 0x1p20;
    /** Below this the sine is its argument, and keeps the sign of zero. */
    private static final double IDENTITY = 0x1p-27;
    private static final int SINE_TERMS = 8;

    /** {@code (-1)^n / (2n + 1)!} and {@code (-1)^n / (2n)!} */
    private static final double[] SINE = taylor(1);
    private static final double[] COSINE = taylor(0);

    private static double[] taylor(int first) {
        double[] coefficients = new double[SINE_TERMS + 1];
        double factorial = 1;
        for (int n = 0; n <= SINE_TERMS; n++) {
            coefficients[n] = (n % 2 == 0 ? 1 : -1) / factorial;
            factorial *= (2 * n + first + 1) * (2 * n + first + 2);
        }
        return coefficients;
    }

    static double sin(double x) {
        if (Math.abs(x) < IDENTITY) {
            return x;
        }
        return Math.abs(x) < FAR ? turned(x, 0) : StrictMath.sin(x);
    }

    static double cos(double x) {
        return Math.abs(x) < FAR ? turned(x, 1) : StrictMath.cos(x);
    }

    /**
     * The sine of {@code x} and so many quarter turns. {@code StrictMath} would do, but allocates an array for every
     * argument beyond an eighth of a turn.
     */
    private static double turned(double x, int quarters) {
        double turns = Math.rint(x / QUARTER_TURN);
        double most = Math.fma(-turns, QUARTER_TURN, x);
        double rest = Math.fma(-turns, QUARTER_TURN_REST, most);
        // What the last subtraction rounded away, and the third part of the quarter turn.
        double lost = Math.fma(-turns, QUARTER_TURN_LAST, Math.fma(-turns, QUARTER_TURN_REST, most - rest));
        int quadrant = (int) turns + quarters & 3;
        double square = rest * rest;
        double value;
        if ((quadrant & 1) == 0) {
            double series = SINE[SINE_TERMS];
            for (int n = SINE_TERMS - 1; n >= 1; n--) {
                series = Math.fma(series, square, SINE[n]);
            }
            value = rest + Math.fma(series * square, rest, Math.fma(-0.5 * square, lost, lost));
        } else {
            double series = COSINE[SINE_TERMS];
            for (int n = SINE_TERMS - 1; n >= 2; n--) {
                series = Math.fma(series, square, COSINE[n]);
            }
            double half = 0.5 * square;
            double main = 1 - half;
            value = main + (1 - main - half + Math.fma(series * square, square, -rest * lost));
        }
        return quadrant < 2 ? value : -value;
    }

    static double power(double x, double y) {
        return StrictMath.pow(x, y);
    }

    static void sin(float[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = (float) sin(lanes[i]);
        }
    }

    static void sin(double[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = sin(lanes[i]);
        }
    }

    static void cos(float[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = (float) cos(lanes[i]);
        }
    }

    static void cos(double[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = cos(lanes[i]);
        }
    }

    /** The exponents follow the bases. */
    static void power(float[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = (float) power(lanes[i], lanes[count + i]);
        }
    }

    static void power(double[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] = power(lanes[i], lanes[count + i]);
        }
    }
}
