package org.garam.model.metric;

import java.util.OptionalInt;

/**
 * The best precision that a threshold gives whose recall is not less than asked for, 0 if there is none;
 * Keras' {@code PrecisionAtRecall}. Targets are 0 or 1, of the predictions' shape.
 *
 * @param recall the least recall, between 0 and 1
 * @param thresholds how many thresholds from 0 to 1 are tried, 200 by default
 * @param classId the class that is looked at; all if empty
 */
public record PrecisionAtRecall(double recall, int thresholds, OptionalInt classId) implements ConfusionMetric {
    public PrecisionAtRecall {
        if (!(recall >= 0 && recall <= 1)) {
            throw new IllegalArgumentException("precision_at_recall takes a recall between 0 and 1,"
                    + " received " + recall);
        }
        Thresholds.even(thresholds);
    }

    /** Of all classes, with 200 thresholds. */
    public PrecisionAtRecall(double recall) {
        this(recall, 200, OptionalInt.empty());
    }

    @Override
    public String name() {
        return "precision_at_recall";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Thresholds.even(thresholds), OptionalInt.empty(), classId);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.best(counts, counts::recall, recall, counts::precision);
    }
}
