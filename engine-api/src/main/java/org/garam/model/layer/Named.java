package org.garam.model.layer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.regularizer.Regularizer;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * A layer with the name it has in its model, see {@link Layer#named}.
 *
 * @param name the name
 * @param layer what it does
 */
public record Named(String name, Layer layer) implements Layer {
    public Named {
        if (name.isBlank() || name.contains("/")) {
            throw new IllegalArgumentException("a layer's name is not blank and has no \"/\", which separates names in"
                    + " saved models, received \"" + name + "\"");
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(input);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return layer.weights(input);
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return layer.call(input, weights, phase);
    }

    @Override
    public Optional<Shape> inputShape() {
        return layer.inputShape();
    }

    @Override
    public OptionalInt ids() {
        return layer.ids();
    }

    @Override
    public boolean autocasts() {
        return layer.autocasts();
    }

    @Override
    public Optional<Regularizer> activityRegularizer() {
        return layer.activityRegularizer();
    }

    @Override
    public Layer activityRegularizer(Regularizer penalty) {
        return new Named(name, layer.activityRegularizer(penalty));
    }

    @Override
    public Layer named(String other) {
        return new Named(other, layer);
    }

    @Override
    public String className() {
        return layer.className();
    }
}
