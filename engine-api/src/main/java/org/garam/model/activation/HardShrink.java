package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * {@code x} if it is farther from zero than {@code threshold}, else zero.
 *
 * @param threshold how far, 0.5 by default
 */
public record HardShrink(double threshold) implements Activation {
    /** Farther than 0.5. */
    public HardShrink() {
        this(0.5);
    }

    @Override
    public Tensor apply(Tensor x) {
        return where(compare(Comparison.GREATER, abs(x), threshold), x, 0);
    }
}
