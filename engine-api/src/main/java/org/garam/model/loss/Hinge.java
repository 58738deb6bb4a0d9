package org.garam.model.loss;

import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * By how much predictions are not on the right side with a margin of 1, {@code mean(max(1 - y p, 0))}; targets are -1
 * and 1. If all targets of a batch are 0 or 1, 0 means -1.
 */
public record Hinge() implements Loss {
    @Override
    public String name() {
        return "hinge";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        return reduceMean(Margins.of(Targets.like(name(), expected, predicted), predicted), -1);
    }
}
