package org.garam.model.loss;

import static org.garam.runtime.Elementwise.softplus;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The mean logarithm of the differences' hyperbolic cosine, {@code mean(log(cosh(p - y)))}: about half the square of a
 * small difference, and the magnitude of a large one less log 2.
 */
public record LogCosh() implements Loss {
    @Override
    public String name() {
        return "log_cosh";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor errors = predicted.sub(Targets.like(name(), expected, predicted));
        return reduceMean(errors.add(softplus(errors.mul(-2))).sub(Math.log(2)), -1);
    }
}
