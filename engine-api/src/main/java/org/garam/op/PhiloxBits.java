package org.garam.op;

/**
 * The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2,
 * 3", 2011): 128 random bits as a pure function of a 64-bit key and a counter, so that every device draws the same
 * numbers in any order.
 */
public final class PhiloxBits {
    private static final int MULTIPLIER_0 = 0xD2511F53;
    private static final int MULTIPLIER_1 = 0xCD9E8D57;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private PhiloxBits() {}

    /**
     * Writes the four 32-bit words of one block to {@code words}.
     *
     * @param key the 64-bit key
     * @param counter the lower 64 bits of the counter; the upper 64 are zero
     */
    public static void block(long key, long counter, int[] words) {
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        int c0 = (int) counter;
        int c1 = (int) (counter >>> 32);
        int c2 = 0;
        int c3 = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ key0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ key1;
            c3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }

    /** {@return the float32 in [0, 1) made of the upper 24 bits of a word} */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /** {@return the float64 in [0, 1) made of the upper 53 bits of two words, the first one the more significant} */
    public static double uniform(int high, int low) {
        return (((high & 0xFFFFFFFFL) << 21) | (low >>> 11)) * 0x1p-53;
    }
}
