package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Reductions.argMax;

import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/** How often the class predicted with the largest number is the one with the largest target, for one-hot targets. */
public record CategoricalAccuracy() implements MeanMetric {
    @Override
    public String name() {
        return "categorical_accuracy";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.distributions(name(), expected, predicted, "sparse_categorical_accuracy");
        return compare(Comparison.EQUAL, argMax(targets, -1), argMax(predicted, -1)).cast(predicted.dtype());
    }
}
