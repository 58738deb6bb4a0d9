package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;

import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * How often predictions are on their target's side of a threshold; targets are 0 or 1.
 *
 * @param name the name in logs
 * @param threshold what a prediction of 1 is greater than, 0.5 by default
 */
public record BinaryAccuracy(String name, double threshold) implements MeanMetric {
    /** Called {@code binary_accuracy}, with the threshold 0.5. */
    public BinaryAccuracy() {
        this("binary_accuracy", 0.5);
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.like(name, expected, predicted);
        Tensor chosen = compare(Comparison.GREATER, predicted, threshold).cast(predicted.dtype());
        return compare(Comparison.EQUAL, targets, chosen).cast(predicted.dtype());
    }
}
