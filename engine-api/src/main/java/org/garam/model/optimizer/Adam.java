package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;

import java.util.ArrayList;
import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Steps along the mean gradient, each weight's divided by the root of its mean square (Kingma and Ba, 2015), with the
 * bias correction folded into the rate, as the paper's section 2 and Keras do:
 * {@code w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)}.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param beta1 how much of the mean gradient stays at each step, 0.9 by default
 * @param beta2 how much of the mean square stays at each step, 0.999 by default
 * @param epsilon what keeps the division from overflowing, 1e-7 by default
 * @param amsgrad whether to divide by the largest mean square so far (Reddi et al., 2018); not by default
 */
public record Adam(LearningRate learningRate, double beta1, double beta2, double epsilon, boolean amsgrad)
        implements Optimizer {
    private static final String NAME = "Adam";

    public Adam {
        Require.learningRate(NAME, learningRate);
        Require.retention(NAME, "beta1", beta1);
        Require.retention(NAME, "beta2", beta2);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public Adam() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Adam(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Adam(LearningRate learningRate) {
        this(learningRate, 0.9, 0.999, 1e-7, false);
    }

    /** {@return this optimizer, of whose mean gradient so much stays at each step} */
    public Adam beta1(double retention) {
        return new Adam(learningRate, retention, beta2, epsilon, amsgrad);
    }

    /** {@return this optimizer, of whose mean square so much stays at each step} */
    public Adam beta2(double retention) {
        return new Adam(learningRate, beta1, retention, epsilon, amsgrad);
    }

    /** {@return this optimizer with another epsilon} */
    public Adam epsilon(double added) {
        return new Adam(learningRate, beta1, beta2, added, amsgrad);
    }

    /** {@return this optimizer, dividing by the largest mean square so far or by the current one} */
    public Adam amsgrad(boolean isAmsgrad) {
        return new Adam(learningRate, beta1, beta2, epsilon, isAmsgrad);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        List<Slot> slots = new ArrayList<>(List.of(Slot.zeros("momentum"), Slot.zeros("velocity")));
        if (amsgrad) {
            slots.add(Slot.zeros("velocity_hat"));
        }
        return slots;
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor rate = learningRate.mul(sqrt(Means.correction(beta2, iteration)))
                .div(Means.correction(beta1, iteration));
        Tensor momentum = Means.moved(slots.getFirst(), gradient, beta1);
        Tensor velocity = Means.moved(slots.get(1), square(gradient), beta2);
        List<Tensor> next = new ArrayList<>(List.of(momentum, velocity));
        Tensor scale = velocity;
        if (amsgrad) {
            scale = maximum(slots.getLast(), velocity);
            next.add(scale);
        }
        return new Step(weights.sub(momentum.mul(rate).div(sqrt(scale).add(epsilon))), next);
    }
}
