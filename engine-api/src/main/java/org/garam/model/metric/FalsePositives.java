package org.garam.model.metric;

import java.util.List;
import org.garam.argument.Required;

/**
 * How many false targets have predictions above a threshold, for each of several; Keras' {@code FalsePositives}.
 * Targets are 0 or 1, of the predictions' shape.
 *
 * @param thresholds what predictions of 1 are greater than, between 0 and 1; empty means 0.5
 */
public record FalsePositives(List<Double> thresholds) implements ConfusionMetric {
    public FalsePositives {
        thresholds = List.copyOf(thresholds);
        Confusion.thresholds(thresholds);
    }

    /** At these thresholds, by default 0.5. */
    public FalsePositives(double... thresholds) {
        this(Required.reals("FalsePositives", "the array of thresholds", thresholds));
    }

    @Override
    public String name() {
        return "false_positives";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Confusion.thresholds(thresholds));
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return counts.falsePositives();
    }
}
