package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.garam.model.constraint.Constraint;
import org.garam.model.constraint.Constraints;
import org.garam.model.constraint.MaxNorm;
import org.garam.model.constraint.MinMaxNorm;
import org.garam.model.layer.ActivationLayer;
import org.garam.model.layer.ActivityRegularization;
import org.garam.model.layer.Affine;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.ELU;
import org.garam.model.layer.Embedding;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.GroupNormalization;
import org.garam.model.layer.Layer;
import org.garam.model.layer.LayerNormalization;
import org.garam.model.layer.LeakyReLU;
import org.garam.model.layer.Normalization;
import org.garam.model.layer.PReLU;
import org.garam.model.layer.Permute;
import org.garam.model.layer.ReLU;
import org.garam.model.layer.RepeatVector;
import org.garam.model.layer.Rescaling;
import org.garam.model.layer.Reshape;
import org.garam.model.layer.Softmax;
import org.garam.model.layer.UnitNormalization;
import org.garam.model.layer.WeightOptions;
import org.garam.model.regularizer.L1;
import org.garam.model.regularizer.L1L2;
import org.garam.model.regularizer.L2;
import org.garam.model.regularizer.OrthogonalRegularizer;
import org.garam.model.regularizer.Regularizer;
import org.garam.model.regularizer.Regularizers;

/** Makes layers, regularizers and constraints from Keras' names and settings, or tells which feature is missing. */
final class KerasLayers {
    private KerasLayers() {}

    static Layer layer(String name, JsonNode config) {
        Settings settings = new Settings("layer " + name, config);
        Layer layer = layer(name, settings);
        String penalty = settings.text("activity_regularizer", "");
        return settings.complete(penalty.isEmpty() ? layer : layer.activityRegularizer(regularizer(penalty)));
    }

    private static Layer layer(String name, Settings settings) {
        return switch (name) {
            case "Dense" -> {
                Dense dense = new Dense(settings.integer("units", 0), settings.text("activation", "linear"))
                        .useBias(settings.flag("use_bias", true));
                yield dense.kernel(options("kernel", dense.kernel(), settings))
                        .bias(options("bias", dense.bias(), settings));
            }
            case "Dropout" -> new Dropout(settings.number("rate", 0));
            case "Flatten" -> new Flatten();
            case "Activation" -> new ActivationLayer(settings.text("activation", "linear"));
            case "ReLU" -> new ReLU(settings.number("max_value", Double.POSITIVE_INFINITY),
                    settings.number("negative_slope", 0), settings.number("threshold", 0));
            case "LeakyReLU" -> new LeakyReLU(settings.number("negative_slope", new LeakyReLU().negativeSlope()));
            case "ELU" -> new ELU(settings.number("alpha", new ELU().alpha()));
            case "Softmax" -> new Softmax(settings.integer("axis", new Softmax().axis()));
            case "PReLU" -> {
                PReLU slopes = new PReLU().sharedAxes(array(settings.integers("shared_axes")));
                yield slopes.alpha(options("alpha", slopes.alpha(), settings));
            }
            case "ActivityRegularization" -> new ActivityRegularization(settings.number("l1", 0),
                    settings.number("l2", 0));
            case "BatchNormalization" -> {
                BatchNormalization normal = new BatchNormalization();
                yield affine(normal.momentum(settings.number("momentum", normal.momentum()))
                        .epsilon(settings.number("epsilon", normal.epsilon())), settings);
            }
            case "LayerNormalization" -> affine(new LayerNormalization(array(settings.integers("axis"))), settings);
            case "GroupNormalization" -> affine(new GroupNormalization(settings.integer("groups",
                    new GroupNormalization().groups())), settings);
            case "UnitNormalization" -> new UnitNormalization();
            case "Normalization" -> new Normalization();
            case "Rescaling" -> new Rescaling(settings.number("scale", 1), settings.number("offset", 0));
            case "Embedding" -> new Embedding(settings.integer("input_dim", 0), settings.integer("output_dim", 0));
            case "Permute" -> new Permute(array(settings.integers("dims")));
            case "RepeatVector" -> new RepeatVector(settings.integer("n", 0));
            case "Reshape" -> new Reshape(array(settings.integers("target_shape")));
            default -> throw new UnsupportedFeatureException("layer " + name);
        };
    }

    private static <L extends Affine<L>> L affine(L layer, Settings settings) {
        return layer.scale(settings.flag("scale", true)).center(settings.flag("center", true))
                .gamma(options -> options("gamma", options, settings))
                .beta(options -> options("beta", options, settings));
    }

    private static WeightOptions options(String weight, WeightOptions options, Settings settings) {
        String penalty = settings.text(weight + "_regularizer", "");
        String limit = settings.text(weight + "_constraint", "");
        WeightOptions regularized = penalty.isEmpty() ? options : options.regularizer(regularizer(penalty));
        return limit.isEmpty() ? regularized : regularized.constraint(constraint(limit));
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
