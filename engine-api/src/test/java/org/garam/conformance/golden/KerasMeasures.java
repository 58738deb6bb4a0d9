package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.garam.model.loss.BinaryCrossentropy;
import org.garam.model.loss.BinaryFocalCrossentropy;
import org.garam.model.loss.CategoricalCrossentropy;
import org.garam.model.loss.CategoricalFocalCrossentropy;
import org.garam.model.loss.CosineSimilarity;
import org.garam.model.loss.Huber;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Losses;
import org.garam.model.loss.Reduction;
import org.garam.model.loss.SparseCategoricalCrossentropy;
import org.garam.model.metric.AUC;
import org.garam.model.metric.Accuracy;
import org.garam.model.metric.AreaUnderCurve.Curve;
import org.garam.model.metric.AreaUnderCurve.Summation;
import org.garam.model.metric.Average;
import org.garam.model.metric.BinaryAccuracy;
import org.garam.model.metric.F1Score;
import org.garam.model.metric.FBetaScore;
import org.garam.model.metric.FalseNegatives;
import org.garam.model.metric.FalsePositives;
import org.garam.model.metric.LossMetric;
import org.garam.model.metric.Metric;
import org.garam.model.metric.Metrics;
import org.garam.model.metric.Precision;
import org.garam.model.metric.PrecisionAtRecall;
import org.garam.model.metric.R2Score;
import org.garam.model.metric.Recall;
import org.garam.model.metric.RecallAtPrecision;
import org.garam.model.metric.SensitivityAtSpecificity;
import org.garam.model.metric.SparseTopKCategoricalAccuracy;
import org.garam.model.metric.SpecificityAtSensitivity;
import org.garam.model.metric.TopKCategoricalAccuracy;
import org.garam.model.metric.TrueNegatives;
import org.garam.model.metric.TruePositives;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Makes losses and metrics from Keras' names and settings, or tells which feature is missing. */
final class KerasMeasures {
    private static final TensorType ANY = TensorType.of(DType.FLOAT32, 1, 2);

    private KerasMeasures() {}

    static Loss loss(String name, JsonNode config) {
        Settings settings = settings("loss " + name, config);
        Reduction reduction = Reduction.named(settings.text("reduction", "sum_over_batch_size"));
        return plainLoss(name, settings).reducedBy(reduction);
    }

    private static Settings settings(String feature, JsonNode config) {
        Settings settings = new Settings(feature, config);
        settings.text("name", "");
        return settings;
    }

    private static Loss plainLoss(String name, Settings settings) {
        return switch (name) {
            case "BinaryCrossentropy" -> settings.complete(new BinaryCrossentropy(settings.flag("from_logits", false),
                    settings.number("label_smoothing", 0), settings.integer("axis", -1)));
            case "BinaryFocalCrossentropy" -> settings.complete(new BinaryFocalCrossentropy(
                    settings.flag("apply_class_balancing", false), settings.number("alpha", 0.25),
                    settings.number("gamma", 2), settings.flag("from_logits", false),
                    settings.number("label_smoothing", 0), settings.integer("axis", -1)));
            case "CategoricalCrossentropy" -> settings.complete(new CategoricalCrossentropy(
                    settings.flag("from_logits", false), settings.number("label_smoothing", 0),
                    settings.integer("axis", -1)));
            case "CategoricalFocalCrossentropy" -> {
                List<Double> alpha = settings.numbers("alpha");
                yield settings.complete(new CategoricalFocalCrossentropy(alpha.isEmpty() ? List.of(0.25) : alpha,
                        settings.number("gamma", 2), settings.flag("from_logits", false),
                        settings.number("label_smoothing", 0), settings.integer("axis", -1)));
            }
            case "SparseCategoricalCrossentropy" -> settings.complete(new SparseCategoricalCrossentropy(
                    settings.flag("from_logits", false), settings.optionalInteger("ignore_class"),
                    settings.integer("axis", -1)));
            case "CosineSimilarity" -> settings.complete(new CosineSimilarity(settings.integer("axis", -1)));
            case "Huber" -> settings.complete(new Huber(settings.number("delta", 1)));
            default -> settings.named(Losses.knows(name), () -> Losses.named(name));
        };
    }

    static Metric metric(String name, JsonNode config) {
        Settings settings = settings("metric " + name, config);
        return switch (name) {
            case "Accuracy" -> settings.complete(new Accuracy());
            case "BinaryAccuracy" -> settings.complete(new BinaryAccuracy(settings.number("threshold", 0.5)));
            case "TopKCategoricalAccuracy" -> settings.complete(new TopKCategoricalAccuracy(settings.integer("k", 5)));
            case "SparseTopKCategoricalAccuracy" -> settings.complete(new SparseTopKCategoricalAccuracy(
                    settings.integer("k", 5), settings.flag("from_sorted_ids", false)));
            case "TruePositives" -> settings.complete(new TruePositives(settings.numbers("thresholds")));
            case "TrueNegatives" -> settings.complete(new TrueNegatives(settings.numbers("thresholds")));
            case "FalsePositives" -> settings.complete(new FalsePositives(settings.numbers("thresholds")));
            case "FalseNegatives" -> settings.complete(new FalseNegatives(settings.numbers("thresholds")));
            case "Precision" -> settings.complete(new Precision(settings.numbers("thresholds"),
                    settings.optionalInteger("top_k"), settings.optionalInteger("class_id")));
            case "Recall" -> settings.complete(new Recall(settings.numbers("thresholds"),
                    settings.optionalInteger("top_k"), settings.optionalInteger("class_id")));
            case "SensitivityAtSpecificity" -> settings.complete(new SensitivityAtSpecificity(
                    settings.number("specificity", -1), settings.integer("num_thresholds", 200),
                    settings.optionalInteger("class_id")));
            case "SpecificityAtSensitivity" -> settings.complete(new SpecificityAtSensitivity(
                    settings.number("sensitivity", -1), settings.integer("num_thresholds", 200),
                    settings.optionalInteger("class_id")));
            case "PrecisionAtRecall" -> settings.complete(new PrecisionAtRecall(settings.number("recall", -1),
                    settings.integer("num_thresholds", 200), settings.optionalInteger("class_id")));
            case "RecallAtPrecision" -> settings.complete(new RecallAtPrecision(settings.number("precision", -1),
                    settings.integer("num_thresholds", 200), settings.optionalInteger("class_id")));
            case "AUC" -> auc(settings);
            case "F1Score" -> settings.complete(new F1Score(Average.named(settings.text("average", "none")),
                    settings.optionalNumber("threshold")));
            case "FBetaScore" -> settings.complete(new FBetaScore(Average.named(settings.text("average", "none")),
                    settings.number("beta", 1), settings.optionalNumber("threshold")));
            case "R2Score" -> settings.complete(new R2Score(R2Score.Aggregation.valueOf(
                    settings.given("class_aggregation", "uniform_average").toUpperCase(Locale.ROOT)),
                    settings.integer("num_regressors", 0)));
            case "CosineSimilarity" -> settings.complete(
                    new org.garam.model.metric.CosineSimilarity(settings.integer("axis", -1)));
            case "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy" ->
                    new LossMetric(plainLoss(name, settings));
            default -> settings.named(isKnown(name), () -> Metrics.resolve(name, ANY, ANY));
        };
    }

    private static boolean isKnown(String name) {
        try {
            Metrics.resolve(name, ANY, ANY);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Metric auc(Settings settings) {
        // How many labels there are is seen from the data.
        settings.optionalInteger("num_labels");
        return settings.complete(new AUC(settings.integer("num_thresholds", 200),
                Curve.named(settings.text("curve", "ROC")),
                Summation.named(settings.text("summation_method", "interpolation")), settings.numbers("thresholds"),
                settings.flag("multi_label", false), settings.numbers("label_weights"),
                settings.flag("from_logits", false)));
    }
}
