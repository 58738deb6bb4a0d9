package org.garam.model.loss;

import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/** The mean of the squared differences. */
public record MeanSquaredError() implements Loss {
    @Override
    public String name() {
        return "mean_squared_error";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        return reduceMean(square(predicted.sub(Targets.like(name(), expected, predicted))), -1);
    }
}
