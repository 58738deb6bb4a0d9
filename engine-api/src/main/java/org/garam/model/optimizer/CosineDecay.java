package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.clip;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;

import java.util.OptionalDouble;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * A rate that falls along half a cosine (Loshchilov and Hutter, 2017), and stays there:
 * {@code initialLearningRate ((1 - alpha) (1 + cos(pi step / decaySteps)) / 2 + alpha)}. With a warm-up (Goyal et al.,
 * 2017) it first goes from {@code initialLearningRate} to {@code warmupTarget} along a straight line, and falls from
 * there. Keras' CosineDecay.
 *
 * @param initialLearningRate the rate of the first step, 0 or more
 * @param decaySteps how many steps the fall takes, more than 0
 * @param alpha what is left at the end, as a fraction; 0 by default
 * @param warmupTarget the rate at the end of the warm-up, if there is one
 * @param warmupSteps how many steps the warm-up takes, before those of the fall; 0 by default
 */
public record CosineDecay(double initialLearningRate, double decaySteps, double alpha, OptionalDouble warmupTarget,
        double warmupSteps) implements LearningRate {
    private static final String NAME = "CosineDecay";

    public CosineDecay {
        Require.nonNegative(NAME, "initial learning rate", initialLearningRate);
        Require.positive(NAME, "number of decay steps", decaySteps);
        Require.nonNegative(NAME, "alpha", alpha);
        warmupTarget.ifPresent(target -> Require.nonNegative(NAME, "warm-up target", target));
        Require.nonNegative(NAME, "number of warm-up steps", warmupSteps);
        if (warmupSteps > 0 && warmupTarget.isEmpty()) {
            throw new IllegalArgumentException(NAME + " takes warm-up steps together with a warm-up target, received "
                    + warmupSteps + " steps and no target; use warmup(target, steps)");
        }
    }

    /** To zero, without warm-up. */
    public CosineDecay(double initialLearningRate, double decaySteps) {
        this(initialLearningRate, decaySteps, 0);
    }

    /** Without warm-up. */
    public CosineDecay(double initialLearningRate, double decaySteps, double alpha) {
        this(initialLearningRate, decaySteps, alpha, OptionalDouble.empty(), 0);
    }

    /** {@return this schedule behind {@code steps} steps in which the rate goes to {@code target}} */
    public CosineDecay warmup(double target, double steps) {
        return new CosineDecay(initialLearningRate, decaySteps, alpha, OptionalDouble.of(target), steps);
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor done = clip(step.sub(warmupSteps).div(decaySteps), 0, 1);
        Tensor curve = Schedules.cosine(done).mul(1 - alpha).add(alpha);
        Tensor falling = curve.mul(warmupTarget.orElse(initialLearningRate));
        if (warmupSteps == 0) {
            return falling;
        }
        double rise = warmupTarget.orElseThrow() - initialLearningRate;
        Tensor rising = step.div(warmupSteps).mul(rise).add(initialLearningRate);
        return where(compare(Comparison.LESS, step, warmupSteps), rising, falling);
    }
}
