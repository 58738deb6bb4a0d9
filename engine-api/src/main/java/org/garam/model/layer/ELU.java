package org.garam.model.layer;

import org.garam.model.activation.Elu;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The activation {@link Elu} as a layer.
 *
 * @param alpha how far below zero it goes, 1 by default
 */
public record ELU(double alpha) implements Layer {
    public ELU {
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("ELU takes a finite alpha, received " + alpha);
        }
    }

    /** The alpha 1. */
    public ELU() {
        this(1);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return new Elu(alpha).apply(input);
    }
}
