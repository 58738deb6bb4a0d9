package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;

import java.util.List;
import org.garam.op.BinaryFunction;
import org.garam.runtime.Tensor;

/**
 * Adam with Nesterov's momentum (Dozat, 2016), whose momentum grows with the steps as in the paper and in Keras:
 * {@code u_t = beta1 (1 - 0.96^t / 2)}, and with U the product of all u up to t
 * {@code w -= rate (u_{t+1} m / (1 - U u_{t+1}) + (1 - u_t) g / (1 - U)) / (sqrt(v / (1 - beta2^t)) + epsilon)}.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param beta1 how much of the mean gradient stays at each step, 0.9 by default
 * @param beta2 how much of the mean square stays at each step, 0.999 by default
 * @param epsilon what keeps the division from overflowing, 1e-7 by default
 */
public record Nadam(LearningRate learningRate, double beta1, double beta2, double epsilon) implements Optimizer {
    private static final String NAME = "Nadam";
    private static final double SCHEDULE_DECAY = 0.96;

    public Nadam {
        Require.learningRate(NAME, learningRate);
        Require.retention(NAME, "beta1", beta1);
        Require.retention(NAME, "beta2", beta2);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public Nadam() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public Nadam(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public Nadam(LearningRate learningRate) {
        this(learningRate, 0.9, 0.999, 1e-7);
    }

    /** {@return this optimizer, of whose mean gradient so much stays at each step} */
    public Nadam beta1(double retention) {
        return new Nadam(learningRate, retention, beta2, epsilon);
    }

    /** {@return this optimizer, of whose mean square so much stays at each step} */
    public Nadam beta2(double retention) {
        return new Nadam(learningRate, beta1, retention, epsilon);
    }

    /** {@return this optimizer with another epsilon} */
    public Nadam epsilon(double added) {
        return new Nadam(learningRate, beta1, beta2, added);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        return List.of(Slot.zeros("momentum"), Slot.zeros("velocity"), Slot.scalar("u_product", 1));
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor now = scheduled(iteration);
        Tensor next = scheduled(iteration.add(1));
        Tensor product = slots.getLast().mul(now);
        Tensor momentum = Means.moved(slots.getFirst(), gradient, beta1);
        Tensor velocity = Means.moved(slots.get(1), square(gradient), beta2);
        Tensor momentumShare = next.div(missing(product.mul(next)));
        Tensor gradientShare = missing(now).div(missing(product));
        Tensor direction = momentum.mul(momentumShare).add(gradient.mul(gradientShare));
        Tensor scale = sqrt(velocity.div(Means.correction(beta2, iteration))).add(epsilon);
        return new Step(weights.sub(direction.mul(learningRate).div(scale)), List.of(momentum, velocity, product));
    }

    private Tensor scheduled(Tensor iteration) {
        return missing(binary(BinaryFunction.POWER, SCHEDULE_DECAY, iteration).mul(0.5)).mul(beta1);
    }

    private static Tensor missing(Tensor part) {
        return part.neg().add(1);
    }
}
