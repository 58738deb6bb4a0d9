package org.garam.model.layer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.regularizer.Regularizer;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * A layer with a penalty on its output, see {@link Layer#activityRegularizer(Regularizer)}.
 *
 * @param layer what it does
 * @param penalty what is added to the loss, divided by the batch size so that it does not depend on it
 */
public record Regularized(Layer layer, Regularizer penalty) implements Layer {
    public Regularized {
        WeightOptions.requireRegularizer(penalty);
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
        return Optional.of(penalty);
    }

    @Override
    public Layer activityRegularizer(Regularizer other) {
        return new Regularized(layer, other);
    }

    @Override
    public String className() {
        return layer.className();
    }
}
