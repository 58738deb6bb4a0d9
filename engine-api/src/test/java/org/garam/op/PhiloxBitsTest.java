package org.garam.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class PhiloxBitsTest {
    private static int[] block(long key, long counter) {
        int[] words = new int[4];
        PhiloxBits.block(key, counter, words);
        return words;
    }

    /** The first of the known answers that accompany the generator's paper. */
    @Test
    void yieldsTheKnownAnswer() {
        assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(0, 0));
    }

    /** Against a second formulation of the rounds, with words as numbers of unlimited size. */
    @Test
    void agreesWithTheDefinition() {
        for (long key : new long[] {0, 1, -1, 0x123456789ABCDEFL, Long.MIN_VALUE}) {
            for (long counter : new long[] {0, 1, -1, 0xFFFFFFFFL, 0x100000000L, Long.MAX_VALUE}) {
                assertArrayEquals(defined(key, counter), block(key, counter));
            }
        }
    }

    private static int[] defined(long key, long counter) {
        long mask = 0xFFFFFFFFL;
        long[] c = {counter & mask, counter >>> 32, 0, 0};
        for (int round = 0; round < 10; round++) {
            long k0 = (key & mask) + round * 0x9E3779B9L & mask;
            long k1 = (key >>> 32) + round * 0xBB67AE85L & mask;
            var first = BigInteger.valueOf(0xD2511F53L).multiply(BigInteger.valueOf(c[0]));
            var second = BigInteger.valueOf(0xCD9E8D57L).multiply(BigInteger.valueOf(c[2]));
            c = new long[] {second.shiftRight(32).longValue() ^ c[1] ^ k0, second.longValue() & mask,
                first.shiftRight(32).longValue() ^ c[3] ^ k1, first.longValue() & mask};
        }
        return new int[] {(int) c[0], (int) c[1], (int) c[2], (int) c[3]};
    }

    @Test
    void uniformNumbersAreBelowOne() {
        assertEquals(0, PhiloxBits.uniform(0xFF));
        assertEquals(Math.nextDown(1f), PhiloxBits.uniform(-1));
        assertEquals(Math.nextDown(1f) / 2, PhiloxBits.uniform(0x7FFFFFFF), 1e-7);
        assertEquals(1 - 0x1p-53, PhiloxBits.uniform(-1, -1));
        assertEquals(0, PhiloxBits.uniform(0, 0x7FF));
        assertEquals(0x1p-53, PhiloxBits.uniform(0, 0x800));
    }

    @Test
    void uniformNumbersAreUniform() {
        int count = 40000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count / 4; i++) {
            for (int word : block(7, i)) {
                double x = PhiloxBits.uniform(word);
                sum += x;
                squares += x * x;
            }
        }
        assertEquals(0.5, sum / count, 0.006);
        assertEquals(1 / 3.0, squares / count, 0.006);
        assertTrue(block(7, 0)[0] != block(8, 0)[0]);
    }
}
