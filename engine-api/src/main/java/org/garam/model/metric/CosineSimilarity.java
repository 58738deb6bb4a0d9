package org.garam.model.metric;

import org.garam.runtime.Tensor;

/**
 * The mean cosine of the angle between expected and predicted vectors, {@code sum(y/|y| p/|p|)}: 1 for the same
 * direction, -1 for opposite ones; Keras' metric {@code CosineSimilarity}. The loss of this name is negative.
 *
 * @param axis the axis along which vectors lie, the last one by default
 */
public record CosineSimilarity(int axis) implements MeanMetric {
    /** Of vectors along the last axis. */
    public CosineSimilarity() {
        this(-1);
    }

    @Override
    public String name() {
        return "cosine_similarity";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        return new org.garam.model.loss.CosineSimilarity(axis).perSample(expected, predicted).neg();
    }
}
