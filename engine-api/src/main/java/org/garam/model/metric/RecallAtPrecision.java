package org.garam.model.metric;

import java.util.OptionalInt;

/**
 * The best recall that a threshold gives whose precision is not less than asked for, 0 if there is none;
 * Keras' {@code RecallAtPrecision}. Targets are 0 or 1, of the predictions' shape.
 *
 * @param precision the least precision, between 0 and 1
 * @param thresholds how many thresholds from 0 to 1 are tried, 200 by default
 * @param classId the class that is looked at; all if empty
 */
public record RecallAtPrecision(double precision, int thresholds, OptionalInt classId) implements ConfusionMetric {
    public RecallAtPrecision {
        if (!(precision >= 0 && precision <= 1)) {
            throw new IllegalArgumentException("recall_at_precision takes a precision between 0 and 1,"
                    + " received " + precision);
        }
        Thresholds.even(thresholds);
    }

    /** Of all classes, with 200 thresholds. */
    public RecallAtPrecision(double precision) {
        this(precision, 200, OptionalInt.empty());
    }

    @Override
    public String name() {
        return "recall_at_precision";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Thresholds.even(thresholds), OptionalInt.empty(), classId);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.best(counts, counts::precision, precision, counts::recall);
    }
}
