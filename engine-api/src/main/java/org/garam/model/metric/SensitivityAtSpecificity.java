package org.garam.model.metric;

import java.util.OptionalInt;

/**
 * The best sensitivity (recall) that a threshold gives whose specificity is not less than asked for, 0 if there is
 * none; Keras' {@code SensitivityAtSpecificity}. Targets are 0 or 1, of the predictions' shape.
 *
 * @param specificity the least specificity, between 0 and 1
 * @param thresholds how many thresholds from 0 to 1 are tried, 200 by default
 * @param classId the class that is looked at; all if empty
 */
public record SensitivityAtSpecificity(double specificity, int thresholds, OptionalInt classId)
        implements ConfusionMetric {
    public SensitivityAtSpecificity {
        if (!(specificity >= 0 && specificity <= 1)) {
            throw new IllegalArgumentException("sensitivity_at_specificity takes a specificity between 0 and 1,"
                    + " received " + specificity);
        }
        Thresholds.even(thresholds);
    }

    /** Of all classes, with 200 thresholds. */
    public SensitivityAtSpecificity(double specificity) {
        this(specificity, 200, OptionalInt.empty());
    }

    @Override
    public String name() {
        return "sensitivity_at_specificity";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Thresholds.even(thresholds), OptionalInt.empty(), classId);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.best(counts, counts::specificity, specificity, counts::recall);
    }
}
