package org.garam.model.loss;

import static org.garam.runtime.Reductions.reduceSum;

import org.garam.runtime.Tensor;

/**
 * The crossentropy of a distribution over classes, {@code -sum(y log(p))}; targets are one-hot vectors or probabilities
 * of the predictions' shape. Computed from the scores where they are known, else from probabilities that are divided by
 * their sum and clipped as Keras does.
 *
 * @param fromLogits whether predictions are scores, the operands of a softmax, rather than probabilities
 * @param labelSmoothing how far targets are moved towards the uniform distribution, between 0 and 1
 * @param axis the axis of the classes, the last one by default
 */
public record CategoricalCrossentropy(boolean fromLogits, double labelSmoothing, int axis) implements Loss {
    public CategoricalCrossentropy {
        Probabilities.requireSmoothing("categorical_crossentropy", labelSmoothing);
    }

    /** From probabilities, without label smoothing. */
    public CategoricalCrossentropy() {
        this(false);
    }

    /** Without label smoothing. */
    public CategoricalCrossentropy(boolean fromLogits) {
        this(fromLogits, 0);
    }

    /** Of classes along the last axis. */
    public CategoricalCrossentropy(boolean fromLogits, double labelSmoothing) {
        this(fromLogits, labelSmoothing, -1);
    }

    @Override
    public String name() {
        return "categorical_crossentropy";
    }

    @Override
    public int classAxis() {
        return axis;
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Probabilities.smoothed(
                Targets.distributions(name(), expected, predicted, "sparse_categorical_crossentropy"), labelSmoothing,
                predicted.shape().size(axis));
        return reduceSum(targets.mul(Probabilities.logarithms(predicted, fromLogits, axis)), axis).neg();
    }
}
