package org.garam.model.metric;

import java.util.List;
import java.util.OptionalInt;
import org.garam.argument.Required;

/**
 * The share of true targets among predictions of 1, {@code TP / (TP + FP)}; Keras' {@code Precision}.
 * Targets are 0 or 1, of the predictions' shape; one number for each threshold.
 *
 * @param thresholds what predictions of 1 are greater than, between 0 and 1; empty means 0.5, or none if {@code topK}
 *     is present
 * @param topK how many of the largest predictions of each vector can be 1; all if empty
 * @param classId the class that is looked at; all if empty
 */
public record Precision(List<Double> thresholds, OptionalInt topK, OptionalInt classId) implements ConfusionMetric {
    public Precision {
        thresholds = List.copyOf(thresholds);
        topK.ifPresent(k -> TopK.require("precision", k));
        Confusion.thresholds(thresholds, topK);
    }

    /** Of all classes, at these thresholds, by default 0.5. */
    public Precision(double... thresholds) {
        this(Required.reals("Precision", "the array of thresholds", thresholds), OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** {@return this metric, for which only the {@code k} largest predictions of each vector can be 1} */
    public Precision topK(int k) {
        return new Precision(thresholds, OptionalInt.of(k), classId);
    }

    /** {@return this metric of one class alone} */
    public Precision classId(int id) {
        return new Precision(thresholds, topK, OptionalInt.of(id));
    }

    @Override
    public String name() {
        return "precision";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Confusion.thresholds(thresholds, topK), topK, classId);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.each(counts, counts::precision);
    }
}
