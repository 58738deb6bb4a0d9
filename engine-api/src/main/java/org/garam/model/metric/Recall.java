package org.garam.model.metric;

import java.util.List;
import java.util.OptionalInt;
import org.garam.argument.Required;

/**
 * The share of true targets that are predicted to be 1, {@code TP / (TP + FN)}; Keras' {@code Recall}.
 * Targets are 0 or 1, of the predictions' shape; one number for each threshold.
 *
 * @param thresholds what predictions of 1 are greater than, between 0 and 1; empty means 0.5, or none if {@code topK}
 *     is present
 * @param topK how many of the largest predictions of each vector can be 1; all if empty
 * @param classId the class that is looked at; all if empty
 */
public record Recall(List<Double> thresholds, OptionalInt topK, OptionalInt classId) implements ConfusionMetric {
    public Recall {
        thresholds = List.copyOf(thresholds);
        topK.ifPresent(k -> TopK.require("recall", k));
        Confusion.thresholds(thresholds, topK);
    }

    /** Of all classes, at these thresholds, by default 0.5. */
    public Recall(double... thresholds) {
        this(Required.reals("Recall", "the array of thresholds", thresholds), OptionalInt.empty(), OptionalInt.empty());
    }

    /** {@return this metric, for which only the {@code k} largest predictions of each vector can be 1} */
    public Recall topK(int k) {
        return new Recall(thresholds, OptionalInt.of(k), classId);
    }

    /** {@return this metric of one class alone} */
    public Recall classId(int id) {
        return new Recall(thresholds, topK, OptionalInt.of(id));
    }

    @Override
    public String name() {
        return "recall";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Confusion.thresholds(thresholds, topK), topK, classId);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.each(counts, counts::recall);
    }
}
