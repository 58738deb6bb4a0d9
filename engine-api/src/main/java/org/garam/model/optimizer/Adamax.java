package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.maximum;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Adam with the largest gradient so far, fading, instead of the root of the mean square (Kingma and Ba, 2015, section
 * 7.1): {@code u = max(beta2 u, |g|); w -= rate m / ((1 - beta1^t) (u + epsilon))}.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param beta1 how much of the mean gradient stays at each step, 0.9 by default
 * @param beta2 how much of the largest gradient stays at each step, 0.999 by default
 * @param epsilon what keeps the division from overflowing, 1e-7 by default
 */
public record Adamax(LearningRate learningRate, double beta1, double beta2, double epsilon) implements Optimizer {
    private static final String NAME = "Adamax";

    public Adamax {
        Require.learningRate(NAME, learningRate);
        Require.retention(NAME, "beta1", beta1);
        Require.retention(NAME, "beta2", beta2);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public Adamax() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Adamax(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Adamax(LearningRate learningRate) {
        this(learningRate, 0.9, 0.999, 1e-7);
    }

    /** {@return this optimizer, of whose mean gradient so much stays at each step} */
    public Adamax beta1(double retention) {
        return new Adamax(learningRate, retention, beta2, epsilon);
    }

    /** {@return this optimizer, of whose largest gradient so much stays at each step} */
    public Adamax beta2(double retention) {
        return new Adamax(learningRate, beta1, retention, epsilon);
    }

    /** {@return this optimizer with another epsilon} */
    public Adamax epsilon(double added) {
        return new Adamax(learningRate, beta1, beta2, added);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return List.of(Slot.zeros("momentum"), Slot.zeros("norm"));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor momentum = Means.moved(slots.getFirst(), gradient, beta1);
        Tensor norm = maximum(slots.getLast().mul(beta2), abs(gradient));
        Tensor rate = learningRate.div(Means.correction(beta1, iteration));
        return new Step(weights.sub(momentum.mul(rate).div(norm.add(epsilon))), List.of(momentum, norm));
    }
}
