package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.*;

import java.util.ArrayList;
import java.util.List;
import org.garam.op.BinaryFunction;
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
public record Adam(double learningRate, double beta1, double beta2, double epsilon, boolean amsgrad)
        implements Optimizer {
    public Adam {
        Optimizers.requireRate("Adam", "learning rate", learningRate);
        Optimizers.requireRate("Adam", "epsilon", epsilon);
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("Adam takes betas of 0 or more and less than 1, received " + beta1
                    + " and " + beta2);
        }
    }

    /** With Keras' defaults. */
    public Adam() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Adam(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-7);
    }

    /** Without amsgrad. */
    public Adam(double learningRate, double beta1, double beta2, double epsilon) {
        this(learningRate, beta1, beta2, epsilon, false);
    }

    @Override
    public String name() {
        return "Adam";
    }

    @Override
    public List<String> slots() {
        return amsgrad ? List.of("momentum", "velocity", "velocity_hat") : List.of("momentum", "velocity");
    }

    @Override
    public Step step(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor rate = learningRate.mul(sqrt(correction(beta2, iteration))).div(correction(beta1, iteration));
        Tensor momentum = moved(slots.getFirst(), gradient, beta1);
        Tensor velocity = moved(slots.get(1), square(gradient), beta2);
        List<Tensor> next = new ArrayList<>(List.of(momentum, velocity));
        Tensor scale = velocity;
        if (amsgrad) {
            scale = maximum(slots.getLast(), velocity);
            next.add(scale);
        }
        return new Step(weights.sub(momentum.mul(rate).div(sqrt(scale).add(epsilon))), next);
    }

    private static Tensor correction(double beta, Tensor iteration) {
        return binary(BinaryFunction.POWER, beta, iteration).neg().add(1);
    }

    private static Tensor moved(Tensor mean, Tensor value, double beta) {
        return mean.add(value.sub(mean).mul(1 - beta));
    }
}
