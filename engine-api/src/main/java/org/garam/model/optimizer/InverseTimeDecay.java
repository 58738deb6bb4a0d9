package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.binary;

import org.garam.op.BinaryFunction;
import org.garam.runtime.Tensor;

/**
 * A rate that falls as time grows: {@code initialLearningRate / (1 + decayRate step / decaySteps)}. Keras'
 * InverseTimeDecay.
 *
 * @param initialLearningRate the rate of the first step, 0 or more
 * @param decaySteps more than 0
 * @param decayRate 0 or more
 * @param staircase whether the rate falls at once after each {@code decaySteps}; not by default
 */
public record InverseTimeDecay(double initialLearningRate, double decaySteps, double decayRate, boolean staircase)
        implements LearningRate {
    private static final String NAME = "InverseTimeDecay";

    public InverseTimeDecay {
        Require.nonNegative(NAME, "initial learning rate", initialLearningRate);
        Require.positive(NAME, "number of decay steps", decaySteps);
        Require.nonNegative(NAME, "decay rate", decayRate);
    }

    /** Without staircase. */
    public InverseTimeDecay(double initialLearningRate, double decaySteps, double decayRate) {
        this(initialLearningRate, decaySteps, decayRate, false);
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor periods = Schedules.periods(step, decaySteps, staircase);
        return binary(BinaryFunction.DIVIDE, initialLearningRate, periods.mul(decayRate).add(1));
    }
}
