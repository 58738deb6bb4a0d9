package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;

import java.util.ArrayList;
import java.util.List;
import org.garam.runtime.Tensor;

/**
 * Each weight's gradient divided by the root of its mean square (Tieleman and Hinton, 2012):
 * {@code v = mean of g^2; w -= rate g / sqrt(v + epsilon)}. Centred, the variance takes the place of the mean square
 * (Graves, 2013); with momentum {@code m = momentum m + rate g / sqrt(..); w -= m}.
 *
 * @param learningRate how far a step goes, 0.001 by default
 * @param rho how much of the means stays at each step, between 0 and 1; 0.9 by default
 * @param momentum how much of the step before is repeated, between 0 and 1; 0 by default
 * @param epsilon what keeps the division from overflowing, 1e-7 by default
 * @param centered whether to divide by the standard deviation; not by default
 */
public record RMSprop(LearningRate learningRate, double rho, double momentum, double epsilon, boolean centered)
        implements Optimizer {
    private static final String NAME = "RMSprop";

    public RMSprop {
        Require.learningRate(NAME, learningRate);
        Require.fraction(NAME, "rho", rho);
        Require.fraction(NAME, "momentum", momentum);
        Require.nonNegative(NAME, "epsilon", epsilon);
    }

    /** With Keras' defaults. */
    public RMSprop() {
        this(0.001);
    }

    /** With Keras' defaults but for the learning rate. */
    public RMSprop(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    /** With Keras' defaults but for the learning rate. */
    public RMSprop(LearningRate learningRate) {
        this(learningRate, 0.9, 0, 1e-7, false);
    }

    /** {@return this optimizer, of whose means so much stays at each step} */
    public RMSprop rho(double retention) {
        return new RMSprop(learningRate, retention, momentum, epsilon, centered);
    }

    /** {@return this optimizer with momentum} */
    public RMSprop momentum(double fraction) {
        return new RMSprop(learningRate, rho, fraction, epsilon, centered);
    }

    /** {@return this optimizer with another epsilon} */
    public RMSprop epsilon(double added) {
        return new RMSprop(learningRate, rho, momentum, added, centered);
    }

    /** {@return this optimizer, dividing by the standard deviation or by the root of the mean square} */
    public RMSprop centered(boolean isCentered) {
        return new RMSprop(learningRate, rho, momentum, epsilon, isCentered);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Slot> ownSlots() {
        List<Slot> slots = new ArrayList<>(List.of(Slot.zeros("velocity")));
        if (momentum > 0) {
            slots.add(Slot.zeros("momentum"));
        }
        if (centered) {
            slots.add(Slot.zeros("average_gradient"));
        }
        return slots;
    }

    @Override
    public Step update(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration) {
        Tensor velocity = Means.mixed(slots.getFirst(), square(gradient), rho);
        List<Tensor> next = new ArrayList<>(List.of(velocity));
        Tensor variance = velocity;
        if (centered) {
            Tensor mean = Means.mixed(slots.getLast(), gradient, rho);
            variance = velocity.sub(square(mean));
            next.add(mean);
        }
        Tensor change = gradient.mul(learningRate).div(sqrt(variance.add(epsilon)));
        if (momentum > 0) {
            change = slots.get(1).mul(momentum).add(change);
            next.add(1, change);
        }
        return new Step(weights.sub(change), next);
    }
}
