package org.garam.model;

import java.util.random.RandomGenerator;
import org.garam.op.PhiloxBits;
import org.garam.runtime.Randomness;

/**
 * Random bits that are a pure function of a seed, of what they are for, and of a number: the initial values of weight 3
 * or the order of epoch 7 do not depend on what else was drawn before.
 */
final class RandomStream implements RandomGenerator {
    /** What numbers are drawn for; different purposes never share numbers. */
    enum Purpose { WEIGHT, ORDER, LAYERS }

    /** A stream has that many blocks to itself. */
    private static final int BLOCK_BITS = 32;

    private final long key;
    private final int[] words = new int[4];
    private long counter;
    private int used = words.length;

    RandomStream(long seed, Purpose purpose, long number) {
        key = key(seed, purpose);
        counter = number << BLOCK_BITS;
    }

    /** {@return the Philox key of {@code purpose}} */
    static long key(long seed, Purpose purpose) {
        int[] block = new int[4];
        PhiloxBits.block(seed, purpose.ordinal(), block);
        return (long) block[0] << 32 | block[1] & 0xFFFFFFFFL;
    }

    /** {@return the Philox key of a layer with a seed of its own, short enough for {@code Randomness.state}} */
    static long layerKey(long seed) {
        return key(seed, Purpose.LAYERS) >>> Long.SIZE - Randomness.EXACT_KEY_BITS;
    }

    @Override
    public long nextLong() {
        if (used == words.length) {
            PhiloxBits.block(key, counter++, words);
            used = 0;
        }
        long high = words[used++];
        return high << 32 | words[used++] & 0xFFFFFFFFL;
    }

    /** {@return 0, 1, … {@code count} - 1 in random order} */
    int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
