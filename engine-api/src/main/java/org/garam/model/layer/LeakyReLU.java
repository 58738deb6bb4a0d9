package org.garam.model.layer;

import org.garam.model.activation.LeakyRelu;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The activation {@link LeakyRelu} as a layer.
 *
 * @param negativeSlope the slope below zero, 0 or more; 0.3 by default, as of Keras' layer (its function has 0.2)
 */
public record LeakyReLU(double negativeSlope) implements Layer {
    public LeakyReLU {
        if (!(negativeSlope >= 0)) {
            throw new IllegalArgumentException("LeakyReLU takes a negative slope of 0 or more, received "
                    + negativeSlope);
        }
    }

    /** The slope 0.3. */
    public LeakyReLU() {
        this(0.3);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return new LeakyRelu(negativeSlope).apply(input);
    }
}
