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
import org.garam.model.loss.BinaryCrossentropy;
import org.garam.model.loss.CategoricalCrossentropy;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Losses;
import org.garam.model.loss.SparseCategoricalCrossentropy;
import org.garam.model.metric.Accuracy;
import org.garam.model.metric.BinaryAccuracy;
import org.garam.model.metric.CategoricalAccuracy;
import org.garam.model.metric.LossMetric;
import org.garam.model.metric.Metric;
import org.garam.model.metric.SparseCategoricalAccuracy;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Optimizers;
import org.garam.model.optimizer.SGD;

/** Makes the engine's objects from Keras' names and settings, or tells which feature is missing. */
final class KerasObjects {
    private KerasObjects() {}

    static Loss loss(String name, JsonNode config) {
        Settings settings = new Settings("loss " + name, config);
        return switch (name) {
            case "BinaryCrossentropy" -> settings.complete(new BinaryCrossentropy(settings.flag("from_logits", false),
                    settings.number("label_smoothing", 0)));
            case "CategoricalCrossentropy" -> settings.complete(new CategoricalCrossentropy(
                    settings.flag("from_logits", false), settings.number("label_smoothing", 0)));
            case "SparseCategoricalCrossentropy" -> settings.complete(new SparseCategoricalCrossentropy(
                    settings.flag("from_logits", false)));
            default -> settings.named(Losses.knows(name), () -> Losses.named(name));
        };
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

    static Optimizer optimizer(String name, JsonNode kwargs) {
        Settings settings = new Settings("optimizer " + name, kwargs);
        return switch (name) {
            case "SGD" -> settings.complete(new SGD(settings.number("learning_rate", 0.01),
                    settings.number("momentum", 0), settings.flag("nesterov", false)));
            case "Adam" -> settings.complete(new Adam(settings.number("learning_rate", 0.001),
                    settings.number("beta_1", 0.9), settings.number("beta_2", 0.999),
                    settings.number("epsilon", 1e-7), settings.flag("amsgrad", false)));
            default -> settings.named(Optimizers.knows(name), () -> Optimizers.named(name));
        };
    }

    static Metric metric(String name, JsonNode config) {
        Settings settings = new Settings("metric " + name, config);
        return switch (name) {
            case "Accuracy" -> settings.complete(new Accuracy());
            case "BinaryAccuracy" -> settings.complete(new BinaryAccuracy("binary_accuracy",
                    settings.number("threshold", 0.5)));
            case "CategoricalAccuracy" -> settings.complete(new CategoricalAccuracy());
            case "SparseCategoricalAccuracy" -> settings.complete(new SparseCategoricalAccuracy());
            default -> settings.named(Losses.knows(name), () -> new LossMetric(Losses.named(name)));
        };
    }
}
