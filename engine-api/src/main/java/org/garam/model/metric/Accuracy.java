package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;

import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * How often predictions equal their targets exactly; Keras' {@code Accuracy} class. The string {@code "accuracy"} means
 * one of the other three instead, see {@link Metrics#resolve}.
 *
 * @param name the name in logs
 */
public record Accuracy(String name) implements MeanMetric {
    /** Called {@code accuracy}. */
    public Accuracy() {
        this("accuracy");
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        return compare(Comparison.EQUAL, Targets.like(name, expected, predicted), predicted).cast(predicted.dtype());
    }
}
