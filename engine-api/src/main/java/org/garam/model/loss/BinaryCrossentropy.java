package org.garam.model.loss;

import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The mean crossentropy of truth values, {@code -y log(p) - (1 - y) log(1 - p)}; targets are 0 to 1. Computed from the
 * scores where they are known, else from probabilities clipped as Keras does.
 *
 * @param fromLogits whether predictions are scores, the operands of a sigmoid, rather than probabilities
 * @param labelSmoothing how far targets are moved towards one half, between 0 and 1
 * @param axis the axis that is averaged, the last one by default
 */
public record BinaryCrossentropy(boolean fromLogits, double labelSmoothing, int axis) implements Loss {
    public BinaryCrossentropy {
        Probabilities.requireSmoothing("binary_crossentropy", labelSmoothing);
    }

    /** From probabilities, without label smoothing. */
    public BinaryCrossentropy() {
        this(false);
    }

    /** Without label smoothing. */
    public BinaryCrossentropy(boolean fromLogits) {
        this(fromLogits, 0);
    }

    /** Averaged over the last axis. */
    public BinaryCrossentropy(boolean fromLogits, double labelSmoothing) {
        this(fromLogits, labelSmoothing, -1);
    }

    @Override
    public String name() {
        return "binary_crossentropy";
    }

    @Override
    public TargetRange targetRange() {
        return TargetRange.PROBABILITIES;
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Probabilities.smoothed(Targets.like(name(), expected, predicted), labelSmoothing);
        return reduceMean(Probabilities.binaryCrossentropy(targets, predicted, fromLogits), axis);
    }
}
