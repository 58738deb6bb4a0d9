package org.garam.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ErrorFunctionTest {
    /** Arguments and values, as tables give them to 16 digits and more. */
    private static final double[][] TABLE = {
        {1e-300, 1.1283791670955126e-300}, {0.1, 0.1124629160182849}, {0.5, 0.5204998778130465},
                {1, 0.8427007929497149},
        {1.5, 0.9661051464753108}, {2, 0.9953222650189527}, {2.5, 0.999593047982555}, {3, 0.9999779095030014},
        {4, 0.9999999845827421}, {5, 0.9999999999984626}};

    @Test
    void yieldsTheTable() {
        for (double[] row : TABLE) {
            assertEquals(row[1], ErrorFunction.erf(row[0]), 2 * Math.ulp(row[1]));
            assertEquals(-row[1], ErrorFunction.erf(-row[0]), 2 * Math.ulp(row[1]));
        }
    }

    @Test
    void endsWhereItSaturates() {
        assertEquals(1, ErrorFunction.erf(7));
        assertEquals(-1, ErrorFunction.erf(Double.NEGATIVE_INFINITY));
        assertTrue(Double.isNaN(ErrorFunction.erf(Double.NaN)));
        assertEquals(-0.0, ErrorFunction.erf(-0.0));
    }

    @Test
    void risesWithoutAStepWhereTheFormulasMeet() {
        double last = ErrorFunction.erf(1.24);
        for (double x = 1.2401; x < 1.26; x += 0.0001) {
            double next = ErrorFunction.erf(x);
            assertTrue(next > last && next - last < 3e-5, "at " + x);
            last = next;
        }
    }
}
