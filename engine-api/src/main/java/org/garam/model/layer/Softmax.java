package org.garam.model.layer;

import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The activation {@link org.garam.model.activation.Softmax} as a layer.
 *
 * @param axis the axis that sums up to 1, counted with the batch axis; the last one by default
 */
public record Softmax(int axis) implements Layer {
    /** Over the last axis. */
    public Softmax() {
        this(-1);
    }

    @Override
    public Shape outputShape(Shape input) {
        BatchAxes.of("Softmax", axis, input);
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return new org.garam.model.activation.Softmax(axis).apply(input);
    }
}
