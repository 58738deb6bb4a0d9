package org.garam.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

/**
 * Random matrices of one size and the exact bits their product must have: those of one chain of fused multiply-adds per
 * element, which in turn must be as near the product in double precision as such a chain can be.
 */
record ProductReference(Precision precision, int rows, int columns, int depth, double[] a, double[] bTurned,
                        double[] product) {
    static ProductReference random(Precision precision, int rows, int columns, int depth) {
        var random = new Random(rows * 31L + columns * 17L + depth);
        var a = values(precision, random, rows * depth);
        var bTurned = values(precision, random, columns * depth);
        var product = new double[rows * columns];
        double epsilon = precision == Precision.FLOAT ? Math.ulp(1f) : Math.ulp(1d);
        for (int i = 0; i < product.length; i++) {
            int left = i / columns * depth;
            int right = i % columns * depth;
            product[i] = precision == Precision.FLOAT
                    ? floatChain(a, left, bTurned, right, depth) : doubleChain(a, left, bTurned, right, depth);
            double exact = 0;
            double magnitude = 0;
            for (int k = 0; k < depth; k++) {
                exact += a[left + k] * bTurned[right + k];
                magnitude += Math.abs(a[left + k] * bTurned[right + k]);
            }
            assertEquals(exact, product[i], magnitude * epsilon * (depth + 1));
        }
        return new ProductReference(precision, rows, columns, depth, a, bTurned, product);
    }

    private static double[] values(Precision precision, Random random, int length) {
        var values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = precision == Precision.FLOAT ? random.nextFloat() - 0.5f : random.nextDouble() - 0.5;
        }
        return values;
    }

    private static float floatChain(double[] a, int left, double[] b, int right, int depth) {
        float sum = 0;
        for (int k = 0; k < depth; k++) {
            sum = Math.fma((float) a[left + k], (float) b[right + k], sum);
        }
        return sum;
    }

    private static double doubleChain(double[] a, int left, double[] b, int right, int depth) {
        double sum = 0;
        for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[left + k], b[right + k], sum);
        }
        return sum;
    }
}
