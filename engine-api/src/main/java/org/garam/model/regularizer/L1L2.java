package org.garam.model.regularizer;

import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduceSum;

import org.garam.runtime.Tensor;

/**
 * Both an {@link L1} and an {@link L2} penalty: {@code l1 sum(|x|) + l2 sum(x^2)} (the elastic net of Zou and Hastie,
 * 2005).
 *
 * @param l1 the factor of the magnitudes, 0 or more; 0 by default
 * @param l2 the factor of the squares, 0 or more; 0 by default
 */
public record L1L2(double l1, double l2) implements Regularizer {
    public L1L2 {
        Regularizers.requireFactor("L1L2", "l1", l1);
        Regularizers.requireFactor("L1L2", "l2", l2);
    }

    /** No penalty at all, as in Keras; give factors. */
    public L1L2() {
        this(0, 0);
    }

    @Override
    public Tensor penalty(Tensor x) {
        if (l2 == 0) {
            return reduceSum(abs(x)).mul(l1);
        }
        Tensor squares = reduceSum(square(x)).mul(l2);
        return l1 == 0 ? squares : reduceSum(abs(x)).mul(l1).add(squares);
    }
}
