package org.garam.model.loss;

import static org.garam.runtime.Elementwise.log;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The mean of the squared differences of logarithms, {@code mean((log(1 + p) - log(1 + y))^2)}; numbers below 1e-7
 * count as 1e-7.
 */
public record MeanSquaredLogarithmicError() implements Loss {
    @Override
    public String name() {
        return "mean_squared_logarithmic_error";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.like(name(), expected, predicted);
        return reduceMean(square(logarithm(predicted).sub(logarithm(targets))), -1);
    }

    private static Tensor logarithm(Tensor x) {
        return log(maximum(x, Probabilities.EPSILON).add(1));
    }
}
