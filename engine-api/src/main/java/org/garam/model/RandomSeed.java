package org.garam.model;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where models that are given no seed take theirs from. Unless {@link #set} is called, every run of a program differs.
 */
public final class RandomSeed {
    private static SplittableRandom source = new SplittableRandom(ThreadLocalRandom.current().nextLong());

    private RandomSeed() {}

    /** Makes the models created from now on repeatable, as {@code keras.utils.set_random_seed} does. */
    public static synchronized void set(long seed) {
        source = new SplittableRandom(seed);
    }

    static synchronized long next() {
        return source.nextLong();
    }
}
