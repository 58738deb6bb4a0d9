package org.garam.data.generator;

import java.util.Arrays;
import org.garam.data.random.RandomState;

/** Samples and classes, mixed in the same way. */
record Shuffled(double[][] x, int[] y) {

    static Shuffled of(double[][] x, int[] y, RandomState random) {
        var order = random.permutation(x.length);
        return new Shuffled(Matrices.rows(x, order), Arrays.stream(order).map(i -> y[i]).toArray());
    }
}
