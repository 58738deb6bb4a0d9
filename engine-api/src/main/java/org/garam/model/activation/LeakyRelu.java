package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * {@code x} if it is positive, else {@code negativeSlope * x} (Maas et al., 2013).
 *
 * @param negativeSlope the slope below zero; Keras' default for the function is 0.2
 */
public record LeakyRelu(double negativeSlope) implements Activation {
    /** The slope 0.2. */
    public LeakyRelu() {
        this(0.2);
    }

    @Override
    public Tensor apply(Tensor x) {
        return where(compare(Comparison.GREATER, x, 0), x, x.mul(negativeSlope));
    }
}
