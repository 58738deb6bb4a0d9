package org.garam.model.layer;

import java.util.Optional;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * {@code scale x + offset}: {@code new Rescaling(1.0 / 255)} turns bytes of images into numbers from 0 to 1.
 *
 * @param scale what is multiplied with, not 0
 * @param offset what is added, 0 by default
 * @param inputShape the shape of one sample, if it was told
 */
public record Rescaling(double scale, double offset, Optional<Shape> inputShape) implements Layer {
    public Rescaling {
        if (!Double.isFinite(scale) || scale == 0 || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("Rescaling takes a finite scale other than 0 and a finite offset,"
                    + " received " + scale + " and " + offset
                    + (scale == 0 ? "; in Java 1 / 255 is 0, write 1.0 / 255" : ""));
        }
    }

    /** Without offset. */
    public Rescaling(double scale) {
        this(scale, 0);
    }

    /** {@code scale x + offset}. */
    public Rescaling(double scale, double offset) {
        this(scale, offset, Optional.empty());
    }

    /** {@return this layer told the shape of one sample, for the first layer of a model} */
    public Rescaling inputShape(int... sizes) {
        return new Rescaling(scale, offset, Optional.of(Shape.of(sizes)));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Tensor scaled = input.mul(scale);
        return offset == 0 ? scaled : scaled.add(offset);
    }
}
