package org.garam.model.loss;

import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The mean of the differences' magnitudes in percent of the target's, {@code 100 mean(|y - p| / max(|y|, 1e-7))}.
 */
public record MeanAbsolutePercentageError() implements Loss {
    @Override
    public String name() {
        return "mean_absolute_percentage_error";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.like(name(), expected, predicted);
        Tensor shares = abs(targets.sub(predicted).div(maximum(abs(targets), Probabilities.EPSILON)));
        return reduceMean(shares, -1).mul(100);
    }
}
