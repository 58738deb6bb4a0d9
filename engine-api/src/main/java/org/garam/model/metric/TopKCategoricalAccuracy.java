package org.garam.model.metric;

import static org.garam.runtime.Reductions.argMax;

import org.garam.model.loss.Targets;
import org.garam.runtime.Tensor;

/**
 * How often the class with the largest target is among the {@code k} classes predicted with the largest numbers, for
 * one-hot targets; equal numbers share the better rank.
 *
 * @param k how many classes are looked at, 5 by default; no more than there are
 */
public record TopKCategoricalAccuracy(int k) implements MeanMetric {
    public TopKCategoricalAccuracy {
        TopK.require("top_k_categorical_accuracy", k);
    }

    /** Of the best five. */
    public TopKCategoricalAccuracy() {
        this(5);
    }

    @Override
    public String name() {
        return "top_k_categorical_accuracy";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.distributions(name(), expected, predicted, "sparse_top_k_categorical_accuracy");
        return TopK.contains(name(), argMax(targets, -1), predicted, k);
    }
}
