package org.garam.data.random;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The stream of numbers of {@code numpy.random.RandomState(seed)}: the generator behind {@code numpy.random.seed} and
 * scikit-learn's {@code random_state}. NumPy has frozen it (NumPy Enhancement Proposal 19), so a seed means the same
 * numbers in every version.
 *
 * <p>Bits come from MT19937. Numbers of 53 bits take two draws; normal numbers are made in pairs by Marsaglia's polar
 * method, the second of which waits for the next call; bounded integers are drawn under a mask of ones until one is
 * inside. Integers and uniform numbers are NumPy's bit for bit; normal numbers differ in the last place where Java's
 * {@link Math#log} rounds in another way than the C library does. Not for use by several threads at a time.
 */
public final class RandomState {

    private static final long LARGEST_SEED = 0xffffffffL;

    private final MersenneTwister bits;
    private double waiting = Double.NaN;

    /** A stream that nobody can foresee: the seed is random. */
    public RandomState() {
        this(ThreadLocalRandom.current().nextLong(LARGEST_SEED + 1));
    }

    /**
     * The stream of {@code RandomState(seed)}.
     *
     * @throws IllegalArgumentException if {@code seed} is not one of NumPy's, 0 to 2^32 - 1
     */
    public RandomState(long seed) {
        bits = new MersenneTwister((int) requireSeed(seed));
    }

    /** The stream of {@code RandomState([key, ..])}; each number of the key counts as unsigned. */
    public RandomState(int[] key) {
        if (key == null || key.length == 0) {
            throw new IllegalArgumentException("a random state needs a key of one number or more, received "
                    + Arrays.toString(key) + "; give numbers, or a single seed");
        }
        bits = new MersenneTwister(key);
    }

    /**
     * {@return {@code seed}, checked}
     *
     * @throws IllegalArgumentException if it is not one of NumPy's, 0 to 2^32 - 1
     */
    public static long requireSeed(long seed) {
        if (seed < 0 || seed > LARGEST_SEED) {
            throw new IllegalArgumentException("seed " + seed + " is none of NumPy's; give 0 to " + LARGEST_SEED);
        }
        return seed;
    }

    /** {@return a uniform number in [0, 1), with 53 random bits} */
    public double randomSample() {
        var high = bits.next() >>> 5;
        var low = bits.next() >>> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /** {@return a uniform number in [low, high)} */
    public double uniform(double low, double high) {
        return low + (high - low) * randomSample();
    }

    /** {@return a number from the normal distribution of mean 0 and standard deviation 1} */
    public double standardNormal() {
        if (!Double.isNaN(waiting)) {
            var result = waiting;
            waiting = Double.NaN;
            return result;
        }
        double first;
        double second;
        double radius;
        do {
            first = 2 * randomSample() - 1;
            second = 2 * randomSample() - 1;
            radius = first * first + second * second;
        } while (radius >= 1 || radius == 0);
        var factor = Math.sqrt(-2 * Math.log(radius) / radius);
        waiting = factor * first;
        return factor * second;
    }

    /** {@return a number from the normal distribution of this mean and standard deviation} */
    public double normal(double mean, double deviation) {
        return mean + deviation * standardNormal();
    }

    /** {@return {@code rows} of {@code columns} standard normal numbers, drawn row by row} */
    public double[][] standardNormal(int rows, int columns) {
        var drawn = new double[rows][columns];
        for (var row : drawn) {
            Arrays.setAll(row, i -> standardNormal());
        }
        return drawn;
    }

    /** {@return {@code rows} of {@code columns} uniform numbers in [low, high), drawn row by row} */
    public double[][] uniform(double low, double high, int rows, int columns) {
        var drawn = new double[rows][columns];
        for (var row : drawn) {
            Arrays.setAll(row, i -> uniform(low, high));
        }
        return drawn;
    }

    /**
     * {@return a uniform integer from {@code low} (included) to {@code high} (excluded), as {@code randint}}
     *
     * @throws IllegalArgumentException if there is none
     */
    public long randint(long low, long high) {
        if (low >= high) {
            throw new IllegalArgumentException("there is no integer from " + low + " (included) to " + high
                    + " (excluded); give low < high");
        }
        return low + bounded(high - 1 - low);
    }

    // The distance may exceed the largest long: it counts as unsigned.
    private long bounded(long most) {
        if (most == 0) {
            return 0;
        }
        var mask = -1L >>> Long.numberOfLeadingZeros(most);
        long drawn;
        do {
            drawn = (mask >>> 32 == 0 ? next() : next() << 32 | next()) & mask;
        } while (Long.compareUnsigned(drawn, most) > 0);
        return drawn;
    }

    private long next() {
        return bits.next() & LARGEST_SEED;
    }

    /** Puts the values in random order (Fisher and Yates, from the end). */
    public void shuffle(int[] values) {
        Objects.requireNonNull(values, "shuffle: the values are null; give an array");
        for (var i = values.length - 1; i > 0; i--) {
            var j = (int) bounded(i);
            var moved = values[i];
            values[i] = values[j];
            values[j] = moved;
        }
    }

    /** {@return the numbers 0 to {@code count} - 1 in random order} */
    public int[] permutation(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a permutation has 0 numbers or more, received " + count);
        }
        var order = new int[count];
        Arrays.setAll(order, i -> i);
        shuffle(order);
        return order;
    }

    /** {@return the values in random order, as a new array} */
    public int[] permutation(int[] values) {
        Objects.requireNonNull(values, "permutation: the values are null; give an array");
        var order = values.clone();
        shuffle(order);
        return order;
    }
}
