package org.garam.model.loss;

import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/** The mean of the differences' magnitudes. */
public record MeanAbsoluteError() implements Loss {
    @Override
    public String name() {
        return "mean_absolute_error";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        return reduceMean(abs(predicted.sub(Targets.like(name(), expected, predicted))), -1);
    }
}
