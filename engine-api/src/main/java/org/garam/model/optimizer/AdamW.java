package org.garam.model.optimizer;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * {@link Adam} with decoupled weight decay (Loshchilov and Hutter, 2019): weights shrink by themselves,
 * {@code w -= rate weightDecay w}, before Adam's step. {@link #excludeFromWeightDecay} names those that do not.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param weightDecay how much of a weight, times the learning rate, is lost at each step; 0.004 by default
 * @param beta1 how much of the mean gradient stays at each step, 0.9 by default
 * @param beta2 how much of the mean square stays at each step, 0.999 by default
 * @param epsilon what keeps the division from overflowing, 1e-7 by default
 * @param amsgrad whether to divide by the largest mean square so far (Reddi et al., 2018); not by default
 */
public record AdamW(LearningRate learningRate, double weightDecay, double beta1, double beta2, double epsilon,
        boolean amsgrad) implements Optimizer {
    private static final String NAME = "AdamW";

    public AdamW {
        Require.learningRate(NAME, learningRate);
        Require.nonNegative(NAME, "weight decay", weightDecay);
        Require.retention(NAME, "beta1", beta1);
        Require.retention(NAME, "beta2", beta2);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public AdamW() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public AdamW(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public AdamW(LearningRate learningRate) {
        this(learningRate, 0.004, 0.9, 0.999, 1e-7, false);
    }

    /** {@return this optimizer, of whose weights so much, times the learning rate, is lost at each step} */
    @Override
    public AdamW weightDecay(double decay) {
        return new AdamW(learningRate, decay, beta1, beta2, epsilon, amsgrad);
    }

    /** {@return this optimizer, of whose mean gradient so much stays at each step} */
    public AdamW beta1(double retention) {
        return new AdamW(learningRate, weightDecay, retention, beta2, epsilon, amsgrad);
    }

    /** {@return this optimizer, of whose mean square so much stays at each step} */
    public AdamW beta2(double retention) {
        return new AdamW(learningRate, weightDecay, beta1, retention, epsilon, amsgrad);
    }

    /** {@return this optimizer with another epsilon} */
    public AdamW epsilon(double added) {
        return new AdamW(learningRate, weightDecay, beta1, beta2, added, amsgrad);
    }

    /** {@return this optimizer, dividing by the largest mean square so far or by the current one} */
    public AdamW amsgrad(boolean isAmsgrad) {
        return new AdamW(learningRate, weightDecay, beta1, beta2, epsilon, isAmsgrad);
    }

    private Adam adam() {
        return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptimizerOptions options() {
        return OptimizerOptions.NONE.weightDecay(weightDecay);
    }

    @Override
    public List<Slot> ownSlots() {
        return adam().ownSlots();
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        return adam().update(weights, gradient, slots, learningRate, iteration);
    }
}
