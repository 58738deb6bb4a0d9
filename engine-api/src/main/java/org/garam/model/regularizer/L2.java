package org.garam.model.regularizer;

import org.garam.runtime.Tensor;

/**
 * The penalty {@code l2 sum(x^2)}, which keeps numbers small (ridge regression of Hoerl and Kennard, 1970).
 *
 * @param l2 the factor, 0 or more; 0.01 by default
 */
public record L2(double l2) implements Regularizer {
    public L2 {
        Regularizers.requireFactor("L2", "l2", l2);
    }

    /** With the factor 0.01. */
    public L2() {
        this(0.01);
    }

    @Override
    public Tensor penalty(Tensor x) {
        return new L1L2(0, l2).penalty(x);
    }
}
