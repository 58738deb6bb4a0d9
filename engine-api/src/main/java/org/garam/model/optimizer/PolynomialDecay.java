package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.minimum;
import static org.garam.runtime.Elementwise.unary;

import org.garam.op.UnaryFunction;
import org.garam.runtime.Tensor;

/**
 * A rate that goes from one number to another:
 * {@code (initialLearningRate - endLearningRate) (1 - step / decaySteps)^power + endLearningRate}, and stays there.
 * Keras' PolynomialDecay.
 *
 * @param initialLearningRate the rate of the first step, 0 or more
 * @param decaySteps how many steps it takes, more than 0
 * @param endLearningRate the rate of the last step, 0 or more; 0.0001 by default
 * @param power more than 0; 1, a straight line, by default
 * @param cycle whether it begins anew, each time as if it had begun at step 0 and ended at the next multiple of
 *     {@code decaySteps}; not by default
 */
public record PolynomialDecay(double initialLearningRate, double decaySteps, double endLearningRate, double power,
        boolean cycle) implements LearningRate {
    private static final String NAME = "PolynomialDecay";

    public PolynomialDecay {
        Require.nonNegative(NAME, "initial learning rate", initialLearningRate);
        Require.positive(NAME, "number of decay steps", decaySteps);
        Require.nonNegative(NAME, "end learning rate", endLearningRate);
        Require.positive(NAME, "power", power);
    }

    /** Along a straight line to 0.0001. */
    public PolynomialDecay(double initialLearningRate, double decaySteps) {
        this(initialLearningRate, decaySteps, 0.0001);
    }

    /** Along a straight line. */
    public PolynomialDecay(double initialLearningRate, double decaySteps, double endLearningRate) {
        this(initialLearningRate, decaySteps, endLearningRate, 1);
    }

    /** Without cycles. */
    public PolynomialDecay(double initialLearningRate, double decaySteps, double endLearningRate, double power) {
        this(initialLearningRate, decaySteps, endLearningRate, power, false);
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor periods = step.div(decaySteps);
        Tensor done = cycle ? periods.div(maximum(unary(UnaryFunction.CEIL, periods), 1)) : minimum(periods, 1);
        Tensor left = done.neg().add(1);
        Tensor curve = power == 1 ? left : left.pow(power);
        return curve.mul(initialLearningRate - endLearningRate).add(endLearningRate);
    }
}
