package org.garam.model.layer;

import org.garam.argument.Required;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Applies an activation; Keras' {@code Activation} layer.
 *
 * @param activation what is applied
 */
public record ActivationLayer(Activation activation) implements Layer {
    public ActivationLayer {
        Required.given("ActivationLayer", "the activation", activation, "one, for example \"relu\"");
    }

    /** Applies the activation Keras calls {@code name}. */
    public ActivationLayer(String name) {
        this(Activations.named(name));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return activation.apply(input);
    }

    @Override
    public String className() {
        return "Activation";
    }
}
