package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
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
import org.garam.model.constraint.Constraint;
import org.garam.model.constraint.Constraints;
import org.garam.model.constraint.MaxNorm;
import org.garam.model.constraint.MinMaxNorm;
import org.garam.model.layer.ActivationLayer;
import org.garam.model.layer.ActivityRegularization;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.Embedding;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.GroupNormalization;
import org.garam.model.layer.Layer;
import org.garam.model.layer.LayerNormalization;
import org.garam.model.layer.PReLU;
import org.garam.model.layer.Permute;
import org.garam.model.layer.RepeatVector;
import org.garam.model.layer.Reshape;
import org.garam.model.layer.UnitNormalization;
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
import org.garam.model.regularizer.L1;
import org.garam.model.regularizer.L1L2;
import org.garam.model.regularizer.L2;
import org.garam.model.regularizer.OrthogonalRegularizer;
import org.garam.model.regularizer.Regularizer;
import org.garam.model.regularizer.Regularizers;

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

    static Layer layer(String name, JsonNode config) {
        Settings settings = new Settings("layer " + name, config);
        return switch (name) {
            case "Dense" -> settings.complete(new Dense(settings.integer("units", 0),
                    settings.text("activation", "linear")).useBias(settings.flag("use_bias", true)));
            case "Dropout" -> settings.complete(new Dropout(settings.number("rate", 0)));
            case "Flatten" -> settings.complete(new Flatten());
            case "Activation" -> settings.complete(new ActivationLayer(settings.text("activation", "linear")));
            case "ActivityRegularization" -> settings.complete(new ActivityRegularization(settings.number("l1", 0),
                    settings.number("l2", 0)));
            case "BatchNormalization" -> settings.complete(new BatchNormalization()
                    .momentum(settings.number("momentum", 0.99)).epsilon(settings.number("epsilon", 0.001))
                    .scale(settings.flag("scale", true)).center(settings.flag("center", true)));
            case "Embedding" -> settings.complete(new Embedding(settings.integer("input_dim", 0),
                    settings.integer("output_dim", 0)));
            case "GroupNormalization" -> settings.complete(new GroupNormalization(settings.integer("groups", 32)));
            case "LayerNormalization" -> settings.complete(new LayerNormalization(array(settings.integers("axis"))));
            case "PReLU" -> settings.complete(new PReLU());
            case "Permute" -> settings.complete(new Permute(array(settings.integers("dims"))));
            case "RepeatVector" -> settings.complete(new RepeatVector(settings.integer("n", 0)));
            case "Reshape" -> settings.complete(new Reshape(array(settings.integers("target_shape"))));
            case "UnitNormalization" -> settings.complete(new UnitNormalization());
            default -> throw new UnsupportedFeatureException("layer " + name);
        };
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A regularizer as the golden file writes it: {@code L1L2(0.01,0.02)}. */
    static Regularizer regularizer(String written) {
        double[] factors = arguments(written);
        return switch (written.replaceAll("\\(.*", "")) {
            case "L1" -> new L1(factors[0]);
            case "L2" -> new L2(factors[0]);
            case "L1L2" -> new L1L2(factors[0], factors[1]);
            case "l2 default" -> Regularizers.named("l2");
            case "OrthogonalRegularizer" -> new OrthogonalRegularizer(factors[0]);
            default -> throw new UnsupportedFeatureException("regularizer " + written);
        };
    }

    /** A constraint as the golden file writes it: {@code MaxNorm(0.5)}. */
    static Constraint constraint(String written) {
        double[] limits = arguments(written);
        return switch (written.replaceAll("\\(.*", "")) {
            case "MaxNorm" -> new MaxNorm(limits[0]);
            case "MinMaxNorm" -> new MinMaxNorm(limits[0], limits[1]);
            default -> Constraints.named(written);
        };
    }

    private static double[] arguments(String written) {
        int open = written.indexOf('(');
        return open < 0 ? new double[0] : Arrays.stream(written.substring(open + 1, written.length() - 1).split(","))
                .mapToDouble(Double::parseDouble).toArray();
    }
}
