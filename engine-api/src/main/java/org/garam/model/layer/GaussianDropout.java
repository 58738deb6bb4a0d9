package org.garam.model.layer;

import java.util.OptionalLong;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * In training multiplies with normal numbers of mean 1 and standard deviation {@code sqrt(rate / (1 - rate))}, which
 * has the mean and the variance of {@link Dropout} (Srivastava et al., 2014); otherwise does nothing.
 *
 * @param rate as of Dropout, 0 or more and less than 1
 * @param seed what the numbers follow from whatever the model's seed is, if it was told
 */
public record GaussianDropout(double rate, OptionalLong seed) implements Layer {
    public GaussianDropout {
        Rates.requireShare("GaussianDropout", rate);
    }

    /** With the model's seed. */
    public GaussianDropout(double rate) {
        this(rate, OptionalLong.empty());
    }

    /** {@return this layer with a seed of its own} */
    public GaussianDropout seed(long value) {
        return new GaussianDropout(rate, OptionalLong.of(value));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        if (!phase.isTraining() || rate == 0) {
            return input;
        }
        return input.mul(phase.normal(input.type(), seed).mul(Math.sqrt(rate / (1 - rate))).add(1));
    }
}
