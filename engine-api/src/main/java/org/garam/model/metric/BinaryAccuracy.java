package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;

import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * How often predictions are on their target's side of a threshold; targets are 0 or 1.
 *
 * @param threshold what a prediction of 1 is greater than, 0.5 by default
 */
public record BinaryAccuracy(double threshold) implements MeanMetric {
    /** With the threshold 0.5. */
    public BinaryAccuracy() {
        this(0.5);
    }

    @Override
    public String name() {
        return "binary_accuracy";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.elements(name(), expected, predicted);
        Tensor chosen = compare(Comparison.GREATER, predicted, threshold).cast(predicted.dtype());
        return compare(Comparison.EQUAL, targets, chosen).cast(predicted.dtype());
    }
}
