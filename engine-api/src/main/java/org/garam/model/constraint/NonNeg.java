package org.garam.model.constraint;

import static org.garam.runtime.Elementwise.maximum;

import org.garam.runtime.Tensor;

/** No number is negative: {@code max(w, 0)}. */
public record NonNeg() implements Constraint {
    @Override
    public Tensor apply(Tensor weight) {
        return maximum(weight, 0);
    }
}
