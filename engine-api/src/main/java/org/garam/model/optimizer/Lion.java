package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.sign;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Steps of one length, along the sign of the mean gradient (Chen et al., 2023):
 * {@code w -= rate sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g}. Good rates are a third to a tenth of
 * Adam's.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param beta1 the mean gradient's share in a step, more than 0 and at most 1; 0.9 by default
 * @param beta2 how much of the mean gradient stays at each step, between 0 and 1; 0.99 by default
 */
public record Lion(LearningRate learningRate, double beta1, double beta2) implements Optimizer {
    private static final String NAME = "Lion";

    public Lion {
        Require.learningRate(NAME, learningRate);
        Require.require(beta1 > 0 && beta1 <= 1, NAME, "a beta1 of more than 0 and at most 1", beta1);
        Require.fraction(NAME, "beta2", beta2);
    }

    /** With Keras' defaults. */
    public Lion() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Lion(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Lion(LearningRate learningRate) {
        this(learningRate, 0.9, 0.99);
    }

    /** {@return this optimizer, in whose steps the mean gradient has this share} */
    public Lion beta1(double share) {
        return new Lion(learningRate, share, beta2);
    }

    /** {@return this optimizer, of whose mean gradient so much stays at each step} */
    public Lion beta2(double retention) {
        return new Lion(learningRate, beta1, retention);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return List.of(Slot.zeros("momentum"));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor direction = sign(Means.mixed(slots.getFirst(), gradient, beta1));
        return new Step(weights.sub(direction.mul(learningRate)),
                List.of(Means.mixed(slots.getFirst(), gradient, beta2)));
    }
}
