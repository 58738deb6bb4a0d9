package org.garam.model.layer;

import org.garam.model.activation.Relu;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The activation {@link Relu} as a layer.
 *
 * @param maxValue the largest result, 0 or more; infinite by default
 * @param negativeSlope the slope below the threshold, 0 or more; 0 by default
 * @param threshold where it begins, 0 or more; 0 by default
 */
public record ReLU(double maxValue, double negativeSlope, double threshold) implements Layer {
    public ReLU {
        if (!(maxValue >= 0 && negativeSlope >= 0 && threshold >= 0)) {
            throw new IllegalArgumentException("ReLU takes a largest value, a negative slope and a threshold of 0 or"
                    + " more, received " + maxValue + ", " + negativeSlope + " and " + threshold);
        }
    }

    /** max(x, 0). */
    public ReLU() {
        this(Double.POSITIVE_INFINITY);
    }

    /** Limited to {@code maxValue}. */
    public ReLU(double maxValue) {
        this(maxValue, 0, 0);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return new Relu(negativeSlope, maxValue, threshold).apply(input);
    }
}
