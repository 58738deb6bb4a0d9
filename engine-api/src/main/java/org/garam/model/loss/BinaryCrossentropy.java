package org.garam.model.loss;

import static org.garam.runtime.Elementwise.*;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Logits;
import org.garam.runtime.Tensor;

/**
 * The mean crossentropy of truth values, {@code -y log(p) - (1 - y) log(1 - p)}. Computed from the scores where they
 * are known, else from probabilities clipped as Keras does.
 *
 * @param fromLogits whether predictions are scores, the operands of a sigmoid, rather than probabilities
 * @param labelSmoothing how far targets are moved towards one half, between 0 and 1
 */
public record BinaryCrossentropy(boolean fromLogits, double labelSmoothing) implements Loss {
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

    @Override
    public String name() {
        return "binary_crossentropy";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.like(name(), expected, predicted);
        Tensor smoothed = labelSmoothing == 0 ? targets : targets.mul(1 - labelSmoothing).add(0.5 * labelSmoothing);
        Tensor values = Probabilities.scores(predicted, fromLogits, Logits.Function.SIGMOID)
                .map(scores -> softplus(scores).sub(scores.mul(smoothed)))
                .orElseGet(() -> fromProbabilities(smoothed, Probabilities.clipped(predicted)));
        return reduceMean(values, -1);
    }

    private static Tensor fromProbabilities(Tensor targets, Tensor probabilities) {
        Tensor forTrue = targets.mul(log(probabilities));
        Tensor forFalse = targets.neg().add(1).mul(log1p(probabilities.neg()));
        return forTrue.add(forFalse).neg();
    }
}
