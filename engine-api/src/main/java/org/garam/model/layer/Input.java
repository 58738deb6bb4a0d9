package org.garam.model.layer;

import java.util.Optional;
import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Tells the shape of one sample at the beginning of a model, without the batch axis: {@code new Input(28, 28)}.
 *
 * @param shape the shape of one sample
 */
public record Input(Shape shape) implements Layer {
    public Input {
        Required.given("Input", "the shape", shape, "that of one sample, for example new Input(28, 28)");
    }

    /** The shape of one sample. */
    public Input(int... sizes) {
        this(Shape.of(sizes));
    }

    @Override
    public Optional<Shape> inputShape() {
        return Optional.of(shape);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!input.equals(shape)) {
            throw new ShapeException("Input: the model takes samples of shape " + shape + ", received samples of shape "
                    + input);
        }
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return input;
    }

    @Override
    public String className() {
        return "InputLayer";
    }
}
