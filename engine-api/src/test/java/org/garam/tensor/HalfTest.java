package org.garam.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two floating-point types of 16 bits against what IEEE 754 says of sign, exponent and fraction. */
class HalfTest {
    private static double number(int fractionBits, int bias, int bits) {
        int fraction = bits & (1 << fractionBits) - 1;
        int exponent = (bits & 0x7FFF) >> fractionBits;
        int largest = (1 << 15 - fractionBits) - 1;
        double magnitude = exponent == largest ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0 ? Math.scalb((double) fraction, 1 - bias - fractionBits)
                : Math.scalb(1 + Math.scalb((double) fraction, -fractionBits), exponent - bias);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    private static double number(DType dtype, int bits) {
        return dtype == DType.FLOAT16 ? number(10, 15, bits) : number(7, 127, bits);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void everyPatternOfBitsIsItsNumber(DType dtype) {
        for (int bits = 0; bits < 1 << 16; bits++) {
            double expected = number(dtype, bits);
            assertEquals(expected, dtype.fromHalfBits((short) bits));
            if (!Double.isNaN(expected)) {
                assertEquals((short) bits, dtype.toHalfBits(expected));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void roundsToTheNearestAndOfTwoToTheEven(DType dtype) {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            int below = random.nextInt(dtype == DType.FLOAT16 ? 0x7BFF : 0x7F7F);
            double low = number(dtype, below);
            double high = number(dtype, below + 1);
            float tie = (float) ((low + high) / 2);
            assertEquals((below & 1) == 0 ? low : high, dtype.round(tie), "halfway between " + low + " and " + high);
            assertEquals(low, dtype.round(Math.nextDown(tie)));
            assertEquals(-high, dtype.round(-Math.nextUp(tie)));
        }
    }

    @Test
    void whatIsTooLargeIsInfiniteAndNanStaysNan() {
        assertEquals(65504, DType.FLOAT16.round(65519.99));
        assertEquals(Double.POSITIVE_INFINITY, DType.FLOAT16.round(65520));
        assertEquals(Double.NEGATIVE_INFINITY, DType.BFLOAT16.round(-Float.MAX_VALUE));
        assertEquals(0x1p-24, DType.FLOAT16.round(0x1.8p-25));
        assertEquals(-0.0, DType.FLOAT16.round(-0x1p-25));
        float payloadBelow = Float.intBitsToFloat(0x7F800001);
        assertTrue(Double.isNaN(DType.BFLOAT16.round(payloadBelow)) && Double.isNaN(DType.FLOAT16.round(payloadBelow)));
    }

    @Test
    void otherTypesHaveNoBitsOfAHalf() {
        assertEquals("int16 is not a floating-point type of 16 bits",
                assertThrows(IllegalStateException.class, () -> DType.INT16.toHalfBits(1)).getMessage());
    }
}
