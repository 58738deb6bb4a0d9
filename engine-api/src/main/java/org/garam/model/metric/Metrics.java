package org.garam.model.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.model.loss.BinaryCrossentropy;
import org.garam.model.loss.CategoricalCrossentropy;
import org.garam.model.loss.LogCosh;
import org.garam.model.loss.Losses;
import org.garam.model.loss.SparseCategoricalCrossentropy;
import org.garam.model.registry.Registry;
import org.garam.runtime.Suggestion;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** The metrics by the names Keras has for them: those below, and every loss. */
public final class Metrics {
    /** What targets and predictions are about, as their shapes tell. */
    private enum Task { BINARY, CLASS_IDS, ONE_HOT }

    private static final String TYPE = "it, for example TensorType.of(DType.FLOAT32, 32, 1)";

    private static final Registry<Metric> REGISTRY = new Registry<Metric>("metric")
            .add(BinaryAccuracy::new, "binary_accuracy")
            .add(CategoricalAccuracy::new, "categorical_accuracy")
            .add(SparseCategoricalAccuracy::new, "sparse_categorical_accuracy")
            .add(TopKCategoricalAccuracy::new, "top_k_categorical_accuracy")
            .add(SparseTopKCategoricalAccuracy::new, "sparse_top_k_categorical_accuracy")
            .add(Precision::new, "precision")
            .add(Recall::new, "recall")
            .add(AUC::new, "auc")
            .add(F1Score::new, "f1_score")
            .add(FBetaScore::new, "fbeta_score")
            .add(TruePositives::new, "true_positives")
            .add(FalsePositives::new, "false_positives")
            .add(TrueNegatives::new, "true_negatives")
            .add(FalseNegatives::new, "false_negatives")
            .add(RootMeanSquaredError::new, "root_mean_squared_error", "rmse")
            .add(R2Score::new, "r2_score")
            .add(CosineSimilarity::new, "cosine_similarity")
            .add(() -> new LossMetric(new LogCosh()).named("logcosh"), "log_cosh_error")
            .add(Mean::new, "mean")
            .add(Sum::new, "sum");

    /** Metrics that Keras does not make by name either, and how they are made. */
    private static final Map<String, String> NEED_ARGUMENTS = Map.of(
            "precisionatrecall", "new PrecisionAtRecall(0.5)",
            "recallatprecision", "new RecallAtPrecision(0.5)",
            "sensitivityatspecificity", "new SensitivityAtSpecificity(0.5)",
            "specificityatsensitivity", "new SpecificityAtSensitivity(0.5)");

    private Metrics() {}

    /**
     * {@return the metric Keras means by {@code name} for such targets and predictions} Its name in a model's logs is
     * the one that was written.
     *
     * <p>{@code accuracy} and {@code crossentropy} are binary if a prediction is one number; for class ids if the
     * targets have an axis less, or a last one of size 1; else for one-hot targets.
     *
     * @param expected the type of a batch of targets
     * @param predicted the type of a batch of predictions
     * @throws IllegalArgumentException if there is no such metric; the message names the nearest one and all there are
     */
    public static Metric resolve(String name, TensorType expected, TensorType predicted) {
        Required.given("metric", "the name", name, "one, for example \"accuracy\"");
        Required.given("metric " + name, "the type of targets", expected, TYPE);
        Required.given("metric " + name, "the type of predictions", predicted, TYPE);
        return switch (key(name)) {
            case "accuracy", "acc" -> switch (task(expected.shape(), predicted.shape())) {
                case BINARY -> new BinaryAccuracy();
                case CLASS_IDS -> new SparseCategoricalAccuracy();
                case ONE_HOT -> new CategoricalAccuracy();
            };
            case "crossentropy", "ce" -> new LossMetric(switch (task(expected.shape(), predicted.shape())) {
                case BINARY -> new BinaryCrossentropy();
                case CLASS_IDS -> new SparseCategoricalCrossentropy();
                case ONE_HOT -> new CategoricalCrossentropy();
            });
            default -> named(name);
        };
    }

    private static Metric named(String name) {
        if (REGISTRY.knows(name)) {
            return REGISTRY.named(name);
        }
        if (Losses.knows(name)) {
            return new LossMetric(Losses.named(name));
        }
        String made = NEED_ARGUMENTS.get(key(name));
        if (made != null) {
            throw new IllegalArgumentException("the metric \"" + name + "\" needs a number that has no default; give"
                    + " the object instead of the name, for example " + made);
        }
        List<String> known = new ArrayList<>(List.of("accuracy", "acc", "crossentropy", "ce", "mse", "mae", "mape",
                "msle", "rmse", "bce"));
        known.addAll(names());
        throw new IllegalArgumentException("unknown metric \"" + name + "\"" + Suggestion.of(name, known)
                + "; known are " + String.join(", ", known));
    }

    private static String key(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** {@return the names of metrics that do not depend on shapes, without aliases} */
    public static List<String> names() {
        return Stream.concat(REGISTRY.names().stream(),
                Losses.names().stream().filter(name -> !REGISTRY.knows(name))).toList();
    }

    private static Task task(Shape expected, Shape predicted) {
        if (predicted.rank() > 0 && predicted.size(-1) == 1) {
            return Task.BINARY;
        }
        boolean areIds = expected.rank() < predicted.rank() || expected.rank() > 0 && expected.size(-1) == 1;
        return areIds ? Task.CLASS_IDS : Task.ONE_HOT;
    }
}
