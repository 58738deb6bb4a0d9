package org.garam.model.layer;

import java.util.Optional;
import org.garam.argument.Required;
import org.garam.model.regularizer.Regularizer;

/**
 * A layer with a penalty on its output, see {@link Layer#activityRegularizer(Regularizer)}.
 *
 * @param layer what it does
 * @param penalty what is added to the loss, divided by the batch size so that it does not depend on it
 */
public record Regularized(Layer layer, Regularizer penalty) implements Wrapping {
    public Regularized {
        Required.given("activityRegularizer", "the layer", layer, "a layer, for example new Dense(10)");
        WeightOptions.requireRegularizer(penalty);
    }

    @Override
    public Optional<Regularizer> activityRegularizer() {
        return Optional.of(penalty);
    }

    @Override
    public Layer activityRegularizer(Regularizer other) {
        return new Regularized(layer, other);
    }
}
