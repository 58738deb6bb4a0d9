package org.garam.model.layer;

import java.util.Optional;
import org.garam.argument.Required;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Samples of any shape as rows of numbers: [28, 28] to [784].
 *
 * @param inputShape the shape of one sample, if it was told
 */
public record Flatten(Optional<Shape> inputShape) implements Layer {
    /**
     * A layer for samples of any shape, or of the given one if it is the first of a model: {@code new Flatten(28, 28)}.
     */
    public Flatten(int... sizes) {
        this(Required.integers("Flatten", "the array of sizes", sizes).isEmpty() ? Optional.empty()
                : Optional.of(Shape.of(sizes)));
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(Math.toIntExact(input.count()));
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Shape shape = input.shape();
        return input.reshape(shape.size(0), Math.toIntExact(shape.without(0).count()));
    }
}
