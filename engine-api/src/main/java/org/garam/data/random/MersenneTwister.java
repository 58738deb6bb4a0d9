package org.garam.data.random;

/**
 * MT19937: M. Matsumoto, T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed uniform pseudorandom
 * number generator", ACM Transactions on Modeling and Computer Simulation 8 (1998), with the seeding of 2002.
 */
final class MersenneTwister {

    private static final int LENGTH = 624;
    private static final int MIDDLE = 397;
    private static final int TWIST = 0x9908b0df;
    private static final int UPPER = 0x80000000;

    private final int[] state = new int[LENGTH];
    private int position = LENGTH;

    /** Seeded as the authors' {@code init_genrand}. */
    MersenneTwister(int seed) {
        fill(seed);
    }

    /** Seeded as the authors' {@code init_by_array}. */
    MersenneTwister(int[] key) {
        fill(19650218);
        var i = 1;
        var j = 0;
        for (var rest = Math.max(LENGTH, key.length); rest > 0; rest--) {
            state[i] = (state[i] ^ mixed(i) * 1664525) + key[j] + j;
            i = following(i);
            j = (j + 1) % key.length;
        }
        for (var rest = LENGTH - 1; rest > 0; rest--) {
            state[i] = (state[i] ^ mixed(i) * 1566083941) - i;
            i = following(i);
        }
        state[0] = UPPER;
    }

    private void fill(int seed) {
        state[0] = seed;
        for (var i = 1; i < LENGTH; i++) {
            state[i] = 1812433253 * mixed(i) + i;
        }
    }

    private int mixed(int i) {
        return state[i - 1] ^ state[i - 1] >>> 30;
    }

    private int following(int i) {
        if (i + 1 < LENGTH) {
            return i + 1;
        }
        state[0] = state[LENGTH - 1];
        return 1;
    }

    /** {@return the next 32 bits} */
    int next() {
        if (position == LENGTH) {
            twist();
            position = 0;
        }
        var bits = state[position++];
        bits ^= bits >>> 11;
        bits ^= bits << 7 & 0x9d2c5680;
        bits ^= bits << 15 & 0xefc60000;
        return bits ^ bits >>> 18;
    }

    private void twist() {
        for (var i = 0; i < LENGTH; i++) {
            var joined = state[i] & UPPER | state[(i + 1) % LENGTH] & ~UPPER;
            state[i] = state[(i + MIDDLE) % LENGTH] ^ joined >>> 1 ^ ((joined & 1) == 0 ? 0 : TWIST);
        }
    }
}
