package org.garam.model.layer;

import java.util.OptionalLong;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * In training adds normal numbers of mean 0; otherwise does nothing.
 *
 * @param deviation their standard deviation, finite and 0 or more (Keras' stddev, which is at most 1 there)
 * @param seed what they follow from whatever the model's seed is, if it was told
 */
public record GaussianNoise(double deviation, OptionalLong seed) implements Layer {
    public GaussianNoise {
        if (!(deviation >= 0) || Double.isInfinite(deviation)) {
            throw new IllegalArgumentException("GaussianNoise takes a finite standard deviation of 0 or more, received "
                    + deviation);
        }
    }

    /** With the model's seed. */
    public GaussianNoise(double deviation) {
        this(deviation, OptionalLong.empty());
    }

    /** {@return this layer with a seed of its own} */
    public GaussianNoise seed(long value) {
        return new GaussianNoise(deviation, OptionalLong.of(value));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        if (!phase.isTraining() || deviation == 0) {
            return input;
        }
        return input.add(phase.normal(input.type(), seed).mul(deviation));
    }
}
