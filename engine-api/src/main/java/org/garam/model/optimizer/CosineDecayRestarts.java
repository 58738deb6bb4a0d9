package org.garam.model.optimizer;

import static org.garam.model.optimizer.Schedules.floor;
import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.log;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.where;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/**
 * A rate that falls along half a cosine again and again (Loshchilov and Hutter, 2017): each fall takes {@code tMul}
 * times as many steps as the one before and begins at {@code mMul} times its rate. Keras' CosineDecayRestarts.
 *
 * @param initialLearningRate the rate of the first step, 0 or more
 * @param firstDecaySteps how many steps the first fall takes, more than 0
 * @param tMul 1 or more, 2 by default
 * @param mMul 0 or more, 1 by default
 * @param alpha what is left at the end of a fall, as a fraction of the initial rate; 0 by default
 */
public record CosineDecayRestarts(double initialLearningRate, double firstDecaySteps, double tMul, double mMul,
        double alpha) implements LearningRate {
    private static final String NAME = "CosineDecayRestarts";
    /** How many units in the last place rounding may move the beginning of a fall. */
    private static final double ROUNDING = 4;

    public CosineDecayRestarts {
        Require.nonNegative(NAME, "initial learning rate", initialLearningRate);
        Require.positive(NAME, "number of first decay steps", firstDecaySteps);
        Require.atLeastOne(NAME, "tMul", tMul);
        Require.nonNegative(NAME, "mMul", mMul);
        Require.nonNegative(NAME, "alpha", alpha);
    }

    /** Falls to zero from the same rate, each twice as long as the one before. */
    public CosineDecayRestarts(double initialLearningRate, double firstDecaySteps) {
        this(initialLearningRate, firstDecaySteps, 2, 1);
    }

    /** Falls to zero. */
    public CosineDecayRestarts(double initialLearningRate, double firstDecaySteps, double tMul, double mMul) {
        this(initialLearningRate, firstDecaySteps, tMul, mMul, 0);
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor periods = step.div(firstDecaySteps);
        Tensor restarts = tMul == 1 ? floor(periods) : restarts(periods);
        Tensor part = tMul == 1 ? periods.sub(restarts)
                : maximum(periods.sub(beginning(restarts)), 0).div(power(tMul, restarts));
        Tensor curve = Schedules.cosine(part);
        Tensor peak = mMul == 1 ? curve : curve.mul(power(mMul, restarts));
        return peak.mul(1 - alpha).add(alpha).mul(initialLearningRate);
    }

    /**
     * How many falls are over. The logarithm that tells it is rounded, and where a fall begins that decides between the
     * highest rate and the lowest; so the number it gives is compared with where falls begin.
     */
    private Tensor restarts(Tensor periods) {
        Tensor estimate = floor(log(periods.mul(tMul - 1).add(1)).div(Math.log(tMul)));
        Tensor next = estimate.add(1);
        Tensor isTooSmall = compare(Comparison.GREATER_EQUAL, periods, reached(next));
        Tensor isTooLarge = compare(Comparison.LESS, periods, reached(estimate));
        return where(isTooSmall, next, where(isTooLarge, estimate.sub(1), estimate));
    }

    private Tensor reached(Tensor restarts) {
        double unit = restarts.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
        return beginning(restarts).mul(1 - ROUNDING * unit);
    }

    /** When fall number {@code restarts} begins, in units of the first one's length. */
    private Tensor beginning(Tensor restarts) {
        return power(tMul, restarts).sub(1).div(tMul - 1);
    }

    private static Tensor power(double base, Tensor exponent) {
        return binary(BinaryFunction.POWER, base, exponent);
    }
}
