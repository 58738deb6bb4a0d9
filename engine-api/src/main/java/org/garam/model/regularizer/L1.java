package org.garam.model.regularizer;

import org.garam.runtime.Tensor;

/**
 * The penalty {@code l1 sum(|x|)}, which drives numbers to zero (the lasso of Tibshirani, 1996).
 *
 * @param l1 the factor, 0 or more; 0.01 by default
 */
public record L1(double l1) implements Regularizer {
    public L1 {
        Regularizers.requireFactor("L1", "l1", l1);
    }

    /** With the factor 0.01. */
    public L1() {
        this(0.01);
    }

    @Override
    public Tensor penalty(Tensor x) {
        return new L1L2(l1, 0).penalty(x);
    }
}
