package org.garam.model.layer;

import org.garam.argument.Required;
import org.garam.model.regularizer.Regularizer;

/**
 * A layer with the name it has in its model, see {@link Layer#named}.
 *
 * @param name the name
 * @param layer what it does
 */
public record Named(String name, Layer layer) implements Wrapping {
    public Named {
        Required.given("named", "the layer", layer, "a layer, for example new Dense(10)");
        Required.given("named", "the layer's name", name, "a text, for example \"hidden\"");
        if (name.isBlank() || name.contains("/")) {
            throw new IllegalArgumentException("a layer's name is not blank and has no \"/\", which separates names in"
                    + " saved models, received \"" + name + "\"");
        }
    }

    @Override
    public Layer activityRegularizer(Regularizer penalty) {
        return new Named(name, layer.activityRegularizer(penalty));
    }

    @Override
    public Layer named(String other) {
        return new Named(other, layer);
    }
}
