package org.garam.model.metric;

import java.util.OptionalInt;

/**
 * The best specificity that a threshold gives whose sensitivity is not less than asked for, 0 if there is none;
 * Keras' {@code SpecificityAtSensitivity}. Targets are 0 or 1, of the predictions' shape.
 *
 * @param sensitivity the least sensitivity, between 0 and 1
 * @param thresholds how many thresholds from 0 to 1 are tried, 200 by default
 * @param classId the class that is looked at; all if empty
 */
public record SpecificityAtSensitivity(double sensitivity, int thresholds, OptionalInt classId)
        implements ConfusionMetric {
    public SpecificityAtSensitivity {
        if (!(sensitivity >= 0 && sensitivity <= 1)) {
            throw new IllegalArgumentException("specificity_at_sensitivity takes a sensitivity between 0 and 1,"
                    + " received " + sensitivity);
        }
        Thresholds.even(thresholds);
    }

    /** Of all classes, with 200 thresholds. */
    public SpecificityAtSensitivity(double sensitivity) {
        this(sensitivity, 200, OptionalInt.empty());
    }

    @Override
    public String name() {
        return "specificity_at_sensitivity";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Thresholds.even(thresholds), OptionalInt.empty(), classId);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.best(counts, counts::recall, sensitivity, counts::specificity);
    }
}
