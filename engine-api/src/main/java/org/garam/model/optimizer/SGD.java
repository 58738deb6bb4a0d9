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
public record SGD(double learningRate, double momentum, boolean nesterov) implements Optimizer {
    public SGD {
        Optimizers.requireRate("SGD", "learning rate", learningRate);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("SGD takes a momentum between 0 and 1, received " + momentum);
        }
    }

    /** With Keras' defaults: rate 0.01, no momentum. */
    public SGD() {
        this(0.01);
    }

    /** Without momentum. */
    public SGD(double learningRate) {
        this(learningRate, 0);
    }

    /** With plain momentum. */
    public SGD(double learningRate, double momentum) {
        this(learningRate, momentum, false);
    }

    @Override
    public String name() {
        return "SGD";
    }

    @Override
    public List<String> slots() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public Step step(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor descent = gradient.mul(learningRate);
        if (momentum == 0) {
            return new Step(weights.sub(descent), List.of());
        }
        Tensor velocity = slots.getFirst().mul(momentum).sub(descent);
        Tensor change = nesterov ? velocity.mul(momentum).sub(descent) : velocity;
        return new Step(weights.add(change), List.of(velocity));
    }
}
