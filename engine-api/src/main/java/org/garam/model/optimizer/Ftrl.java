package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.clip;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Follow the regularized leader (McMahan et al., 2013): weights that few samples speak for become exactly zero. With
 * {@code n} the sum of squared gradients, {@code n'} the one before, {@code p} the learning rate power, {@code r} the
 * rate and {@code g'} the gradient plus {@code 2 l2Shrinkage w}:
 * {@code z += g' - (n^-p - n'^-p) / r w; w = (clip(z, -l1, l1) - z) / ((beta + n^-p) / r + 2 l2)}.
 *
 * @param learningRate how far a step goes, more than 0; 0.001 by default
 * @param learningRatePower how the rate falls with the sum of squares, 0 or less; -0.5 by default
 * @param initialAccumulatorValue what the sum of squares begins with, 0 or more; 0.1 by default
 * @param l1 strength of the L1 regularization, 0 or more; 0 by default
 * @param l2 strength of the L2 regularization, 0 or more; 0 by default
 * @param l2Shrinkage strength of the L2 regularization of the gradient, 0 or more; 0 by default
 * @param beta the paper's beta, 0 or more; 0 by default
 */
public record Ftrl(LearningRate learningRate, double learningRatePower, double initialAccumulatorValue, double l1,
        double l2, double l2Shrinkage, double beta) implements Optimizer {
    private static final String NAME = "Ftrl";

    public Ftrl {
        Require.learningRate(NAME, learningRate);
        if (learningRate instanceof LearningRate.Constant(double rate)) {
            Require.positive(NAME, "learning rate", rate);
        }
        Require.require(learningRatePower <= 0 && learningRatePower > Double.NEGATIVE_INFINITY, NAME,
                "a finite learning rate power of 0 or less", learningRatePower);
        Require.nonNegative(NAME, "initial accumulator value", initialAccumulatorValue);
        Require.nonNegative(NAME, "L1 regularization strength", l1);
        Require.nonNegative(NAME, "L2 regularization strength", l2);
        Require.nonNegative(NAME, "L2 shrinkage regularization strength", l2Shrinkage);
        Require.nonNegative(NAME, "beta", beta);
    }

    /** With Keras' defaults. */
    public Ftrl() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Ftrl(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Ftrl(LearningRate learningRate) {
        this(learningRate, -0.5, 0.1, 0, 0, 0, 0);
    }

    /** {@return this optimizer, whose rate falls with this power of the sum of squares} */
    public Ftrl learningRatePower(double power) {
        return new Ftrl(learningRate, power, initialAccumulatorValue, l1, l2, l2Shrinkage, beta);
    }

    /** {@return this optimizer, whose sum of squares begins with {@code value}} */
    public Ftrl initialAccumulatorValue(double value) {
        return new Ftrl(learningRate, learningRatePower, value, l1, l2, l2Shrinkage, beta);
    }

    /** {@return this optimizer with L1 regularization} */
    public Ftrl l1(double strength) {
        return new Ftrl(learningRate, learningRatePower, initialAccumulatorValue, strength, l2, l2Shrinkage, beta);
    }

    /** {@return this optimizer with L2 regularization} */
    public Ftrl l2(double strength) {
        return new Ftrl(learningRate, learningRatePower, initialAccumulatorValue, l1, strength, l2Shrinkage, beta);
    }

    /** {@return this optimizer with L2 regularization of the gradient} */
    public Ftrl l2Shrinkage(double strength) {
        return new Ftrl(learningRate, learningRatePower, initialAccumulatorValue, l1, l2, strength, beta);
    }

    /** {@return this optimizer with another beta} */
    public Ftrl beta(double value) {
        return new Ftrl(learningRate, learningRatePower, initialAccumulatorValue, l1, l2, l2Shrinkage, value);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return List.of(Slot.filled("accumulator", initialAccumulatorValue), Slot.zeros("linear"));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor before = slots.getFirst();
        Tensor accumulator = before.add(square(gradient));
        Tensor shrunk = l2Shrinkage == 0 ? gradient : gradient.add(weights.mul(2 * l2Shrinkage));
        Tensor change = power(accumulator).sub(power(before)).div(learningRate);
        Tensor linear = slots.getLast().add(shrunk.sub(change.mul(weights)));
        Tensor rated = beta == 0 ? power(accumulator) : power(accumulator).add(beta);
        Tensor quadratic = rated.div(learningRate).add(2 * l2);
        Tensor next = clip(linear, -l1, l1).sub(linear).div(quadratic);
        return new Step(next, List.of(accumulator, linear));
    }

    private Tensor power(Tensor sum) {
        return learningRatePower == -0.5 ? sqrt(sum) : sum.pow(-learningRatePower);
    }
}
