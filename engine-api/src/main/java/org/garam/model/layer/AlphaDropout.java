package org.garam.model.layer;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;

import java.util.OptionalLong;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * In training sets each number to the value SELU saturates at with probability {@code rate}, then scales and shifts
 * all so that mean 0 and variance 1 stay (Klambauer et al., 2017); otherwise does nothing. Goes with the activation
 * {@code selu} and the initializer {@code lecun_normal}.
 *
 * @param rate the share that is saturated, 0 or more and less than 1
 * @param seed what the choice follows from whatever the model's seed is, if it was told
 */
public record AlphaDropout(double rate, OptionalLong seed) implements Layer {
    /** -alpha times scale of SELU. */
    private static final double SATURATION = -1.6732632423543772 * 1.0507009873554805;

    public AlphaDropout {
        Rates.requireShare("AlphaDropout", rate);
    }

    /** With the model's seed. */
    public AlphaDropout(double rate) {
        this(rate, OptionalLong.empty());
    }

    /** {@return this layer with a seed of its own} */
    public AlphaDropout seed(long value) {
        return new AlphaDropout(rate, OptionalLong.of(value));
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
        double scale = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATION * SATURATION));
        Tensor stays = compare(Comparison.GREATER_EQUAL, phase.uniform(input.type(), seed), rate);
        return where(stays, input, SATURATION).mul(scale).sub(scale * SATURATION * rate);
    }
}
