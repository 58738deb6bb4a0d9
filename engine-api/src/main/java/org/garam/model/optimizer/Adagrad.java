package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Steps that become shorter the more a weight has moved (Duchi et al., 2011):
 * {@code a += g^2; w -= rate g / sqrt(a + epsilon)}.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param initialAccumulatorValue what the sum of squares begins with, 0 or more; 0.1 by default
 * @param epsilon what keeps the division from overflowing, 1e-7 by default
 */
public record Adagrad(LearningRate learningRate, double initialAccumulatorValue, double epsilon)
        implements Optimizer {
    private static final String NAME = "Adagrad";

    public Adagrad {
        Require.learningRate(NAME, learningRate);
        Require.nonNegative(NAME, "initial accumulator value", initialAccumulatorValue);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public Adagrad() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Adagrad(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Adagrad(LearningRate learningRate) {
        this(learningRate, 0.1, 1e-7);
    }

    /** {@return this optimizer, whose sum of squares begins with {@code value}} */
    public Adagrad initialAccumulatorValue(double value) {
        return new Adagrad(learningRate, value, epsilon);
    }

    /** {@return this optimizer with another epsilon} */
    public Adagrad epsilon(double added) {
        return new Adagrad(learningRate, initialAccumulatorValue, added);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return List.of(Slot.filled("accumulator", initialAccumulatorValue));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor accumulator = slots.getFirst().add(square(gradient));
        Tensor descent = gradient.mul(learningRate).div(sqrt(accumulator.add(epsilon)));
        return new Step(weights.sub(descent), List.of(accumulator));
    }
}
