package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;

import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * How often predictions equal their targets exactly; Keras' {@code Accuracy} class. The string {@code "accuracy"} means
 * one of the other three instead, see {@link Metrics#resolve}.
 */
public record Accuracy() implements MeanMetric {
    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.elements(name(), expected, predicted);
        return compare(Comparison.EQUAL, targets, predicted).cast(predicted.dtype());
    }
}
