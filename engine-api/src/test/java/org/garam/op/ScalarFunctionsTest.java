package org.garam.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

/** The definitions where it is easy to be wrong; everything else is compared with them. */
class ScalarFunctionsTest {
    private static final double NAN = Double.NaN;

    @Test
    void extremesOfNaNAreNaN() {
        for (BinaryFunction function : new BinaryFunction[] {BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM}) {
            assertTrue(Double.isNaN(function.apply(NAN, 1)) && Double.isNaN(function.apply(1, NAN)));
        }
    }

    @Test
    void roundsHalvesToEven() {
        assertEquals(2, UnaryFunction.ROUND.apply(2.5));
        assertEquals(-4, UnaryFunction.ROUND.apply(-3.5));
        assertEquals(0, UnaryFunction.ROUND.apply(Math.nextDown(0.5)));
    }

    @Test
    void sigmoidDoesNotOverflow() {
        assertEquals(0, UnaryFunction.SIGMOID.apply(-1000));
        assertEquals(1, UnaryFunction.SIGMOID.apply(1000));
        assertEquals(0.5, UnaryFunction.SIGMOID.apply(0));
        assertEquals(Math.exp(-700), UnaryFunction.SIGMOID.apply(-700), 1e-315);
    }

    @Test
    void signKeepsNaN() {
        assertTrue(Double.isNaN(UnaryFunction.SIGN.apply(NAN)));
        assertEquals(-1, UnaryFunction.SIGN.apply(-1e-300));
    }

    @Test
    void onlyDifferenceHoldsForNaN() {
        for (Comparison comparison : Comparison.values()) {
            assertEquals(comparison == Comparison.NOT_EQUAL, comparison.test(NAN, NAN), comparison.toString());
        }
        assertTrue(Comparison.EQUAL.test(0.0, -0.0));
        assertFalse(Comparison.LESS.test(-0.0, 0.0));
    }

    @Test
    void identitiesChangeNothing() {
        for (ReduceFunction function : ReduceFunction.values()) {
            for (DType dtype : DType.values()) {
                for (double x : dtype == DType.BOOL ? new double[] {0, 1} : new double[] {0, 1, 100}) {
                    assertEquals(x, function.combine().apply(function.identity(dtype), x), function + " of " + dtype);
                }
            }
        }
    }

    @Test
    void namesAreWhatUsersWrite() {
        assertEquals("[sum, product, max, min]", Arrays.toString(ReduceFunction.values()));
        assertEquals("not_equal", Comparison.NOT_EQUAL.toString());
    }
}
