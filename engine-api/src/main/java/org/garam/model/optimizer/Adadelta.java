package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Steps as long as the mean step of before, so that they have the weights' unit (Zeiler, 2012):
 * {@code a = mean of g^2; d = -g sqrt(b + epsilon) / sqrt(a + epsilon); b = mean of d^2; w += rate d}. The paper's rate
 * is 1, Keras' default is 0.001.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param rho how much of the means stays at each step, between 0 and 1; 0.95 by default
 * @param epsilon what keeps the division from overflowing and sets the first step's length, 1e-7 by default
 */
public record Adadelta(LearningRate learningRate, double rho, double epsilon) implements Optimizer {
    private static final String NAME = "Adadelta";

    public Adadelta {
        Require.learningRate(NAME, learningRate);
        Require.fraction(NAME, "rho", rho);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public Adadelta() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Adadelta(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Adadelta(LearningRate learningRate) {
        this(learningRate, 0.95, 1e-7);
    }

    /** {@return this optimizer, of whose means so much stays at each step} */
    public Adadelta rho(double retention) {
        return new Adadelta(learningRate, retention, epsilon);
    }

    /** {@return this optimizer with another epsilon} */
    public Adadelta epsilon(double added) {
        return new Adadelta(learningRate, rho, added);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return List.of(Slot.zeros("accumulated_grad"), Slot.zeros("accumulated_delta_var"));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor squares = Means.mixed(slots.getFirst(), square(gradient), rho);
        Tensor change = root(slots.getLast()).mul(gradient).div(root(squares)).neg();
        Tensor changes = Means.mixed(slots.getLast(), square(change), rho);
        return new Step(weights.add(change.mul(learningRate)), List.of(squares, changes));
    }

    private Tensor root(Tensor mean) {
        return sqrt(mean.add(epsilon));
    }
}
