package org.garam.model.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.garam.model.loss.BinaryCrossentropy;
import org.garam.model.loss.CategoricalCrossentropy;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Losses;
import org.garam.model.loss.SparseCategoricalCrossentropy;
import org.garam.runtime.Suggestion;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** The metrics by the names Keras has for them: accuracies, and every loss. */
public final class Metrics {
    /** What targets and predictions are about, as their shapes tell. */
    private enum Task { BINARY, CLASS_IDS, ONE_HOT }

    private static final List<String> ACCURACIES =
            List.of("accuracy", "acc", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy");

    private Metrics() {}

    /**
     * {@return the metric Keras means by {@code name} for such targets and predictions} Its name in logs is the one
     * that was written.
     *
     * <p>{@code accuracy} and {@code crossentropy} are binary if a prediction is one number; for class ids if the
     * targets have an axis less, or a last one of size 1; else for one-hot targets.
     *
     * @param expected the type of a batch of targets
     * @param predicted the type of a batch of predictions
     * @throws IllegalArgumentException if there is no such metric; the message names the nearest one and all there are
     */
    public static Metric resolve(String name, TensorType expected, TensorType predicted) {
        return switch (name.replace("_", "").toLowerCase(Locale.ROOT)) {
            case "accuracy", "acc" -> switch (task(expected.shape(), predicted.shape())) {
                case BINARY -> new BinaryAccuracy(name, 0.5);
                case CLASS_IDS -> new SparseCategoricalAccuracy(name);
                case ONE_HOT -> new CategoricalAccuracy(name);
            };
            case "crossentropy", "ce" -> new LossMetric(name, switch (task(expected.shape(), predicted.shape())) {
                case BINARY -> new BinaryCrossentropy();
                case CLASS_IDS -> new SparseCategoricalCrossentropy();
                case ONE_HOT -> new CategoricalCrossentropy();
            });
            case "binaryaccuracy" -> new BinaryAccuracy(name, 0.5);
            case "categoricalaccuracy" -> new CategoricalAccuracy(name);
            case "sparsecategoricalaccuracy" -> new SparseCategoricalAccuracy(name);
            default -> new LossMetric(name, loss(name));
        };
    }

    private static Loss loss(String name) {
        if (!Losses.knows(name)) {
            List<String> known = new ArrayList<>(ACCURACIES);
            known.addAll(List.of("crossentropy", "ce", "mse", "mae"));
            known.addAll(Losses.names());
            throw new IllegalArgumentException("unknown metric \"" + name + "\"" + Suggestion.of(name, known)
                    + "; known are " + String.join(", ", known));
        }
        return Losses.named(name);
    }

    private static Task task(Shape expected, Shape predicted) {
        if (predicted.rank() > 0 && predicted.size(-1) == 1) {
            return Task.BINARY;
        }
        boolean areIds = expected.rank() < predicted.rank() || expected.rank() > 0 && expected.size(-1) == 1;
        return areIds ? Task.CLASS_IDS : Task.ONE_HOT;
    }
}
