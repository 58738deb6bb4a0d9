package org.garam.model.optimizer;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Stochastic gradient descent, with Keras' form of momentum: {@code v = momentum v - rate g; w += v}, and with
 * Nesterov's {@code w += momentum v - rate g} (Sutskever et al., 2013).
 *
 * @param learningRate how far a step goes along the gradient, 0.01 by default
 * @param momentum how much of the step before is repeated, 0 or more and at most 1; 0 by default
 * @param nesterov whether the gradient is taken as if the momentum's step had been made; not by default
 */
public record SGD(LearningRate learningRate, double momentum, boolean nesterov) implements Optimizer {
    private static final String NAME = "SGD";

    public SGD {
        Require.learningRate(NAME, learningRate);
        Require.fraction(NAME, "momentum", momentum);
    }

    /** With Keras' defaults: rate 0.01, no momentum. */
    public SGD() {
        this(0.01);
    }

    /** Without momentum. */
    public SGD(double learningRate) {
        this(learningRate, 0);
    }

    /** Without momentum. */
    public SGD(LearningRate learningRate) {
        this(learningRate, 0, false);
    }

    /** With plain momentum. */
    public SGD(double learningRate, double momentum) {
        this(learningRate, momentum, false);
    }

    /** With a constant learning rate. */
    public SGD(double learningRate, double momentum, boolean nesterov) {
        this(LearningRate.constant(learningRate), momentum, nesterov);
    }

    /** {@return this optimizer with momentum} */
    public SGD momentum(double fraction) {
        return new SGD(learningRate, fraction, nesterov);
    }

    /** {@return this optimizer with or without Nesterov's form of momentum} */
    public SGD nesterov(boolean isNesterov) {
        return new SGD(learningRate, momentum, isNesterov);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return momentum == 0 ? List.of() : List.of(Slot.zeros("momentum"));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor descent = gradient.mul(learningRate);
        if (momentum == 0) {
            return new Step(weights.sub(descent), List.of());
        }
        Tensor velocity = slots.getFirst().mul(momentum).sub(descent);
        Tensor change = nesterov ? velocity.mul(momentum).sub(descent) : velocity;
        return new Step(weights.add(change), List.of(velocity));
    }
}
