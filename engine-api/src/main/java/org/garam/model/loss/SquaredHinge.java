package org.garam.model.loss;

import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The square of what predictions lack to be on the right side with a margin of 1, {@code mean(max(1 - y p, 0)^2)};
 * targets are -1 and 1. If all targets of a batch are 0 or 1, 0 means -1.
 */
public record SquaredHinge() implements Loss {
    @Override
    public String name() {
        return "squared_hinge";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        return reduceMean(square(Margins.of(Targets.like(name(), expected, predicted), predicted)), -1);
    }
}
