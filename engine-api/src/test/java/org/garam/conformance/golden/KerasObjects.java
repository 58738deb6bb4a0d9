package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import org.garam.model.activation.Activation;
import org.garam.model.activation.Activations;
import org.garam.model.activation.Celu;
import org.garam.model.activation.Elu;
import org.garam.model.activation.Gelu;
import org.garam.model.activation.HardShrink;
import org.garam.model.activation.LeakyRelu;
import org.garam.model.activation.LogSoftmax;
import org.garam.model.activation.Relu;
import org.garam.model.activation.SoftShrink;
import org.garam.model.activation.Softmax;
import org.garam.model.loss.Loss;
import org.garam.model.metric.Metric;

/** Makes the engine's objects from Keras' names and settings, or tells which feature is missing. */
final class KerasObjects {
    private KerasObjects() {}

    static Loss loss(String name, JsonNode config) {
        return KerasMeasures.loss(name, config);
    }

    static Activation activation(String name, JsonNode config) {
        Settings settings = new Settings("activation " + name, config);
        return switch (name) {
            case "relu" -> settings.complete(new Relu(settings.number("negative_slope", 0),
                    settings.number("max_value", Double.POSITIVE_INFINITY), settings.number("threshold", 0)));
            case "leaky_relu" -> settings.complete(new LeakyRelu(settings.number("negative_slope", 0.2)));
            case "elu" -> settings.complete(new Elu(settings.number("alpha", 1)));
            case "celu" -> settings.complete(new Celu(settings.number("alpha", 1)));
            case "gelu" -> settings.complete(new Gelu(settings.flag("approximate", false)));
            case "softmax" -> settings.complete(new Softmax(settings.integer("axis", -1)));
            case "log_softmax" -> settings.complete(new LogSoftmax(settings.integer("axis", -1)));
            case "soft_shrink" -> settings.complete(new SoftShrink(settings.number("threshold", 0.5)));
            case "hard_shrink" -> settings.complete(new HardShrink(settings.number("threshold", 0.5)));
            default -> settings.named(Activations.knows(name), () -> Activations.named(name));
        };
    }

    static Metric metric(String name, JsonNode config) {
        return KerasMeasures.metric(name, config);
    }
}
