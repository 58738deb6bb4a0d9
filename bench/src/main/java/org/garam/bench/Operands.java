package org.garam.bench;

import java.util.SplittableRandom;

/** Numbers to compute with, the same at every run. */
final class Operands {
    private static final long SEED = 42;

    private Operands() {}

    /** {@return {@code count} numbers in [-1, 1)} */
    static float[] uniform(int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** {@return {@code count} numbers of classes} */
    static int[] classes(int count, int classes) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(classes);
        }
        return values;
    }
}
