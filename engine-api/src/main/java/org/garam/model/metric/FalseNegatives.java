package org.garam.model.metric;

import java.util.List;
import org.garam.argument.Required;

/**
 * How many true targets have predictions that are not above a threshold, for each of several; Keras'
 * {@code FalseNegatives}. Targets are 0 or 1, of the predictions' shape.
 *
 * @param thresholds what predictions of 1 are greater than, between 0 and 1; empty means 0.5
 */
public record FalseNegatives(List<Double> thresholds) implements ConfusionMetric {
    public FalseNegatives {
        thresholds = List.copyOf(thresholds);
        Confusion.thresholds(thresholds);
    }

    /** At these thresholds, by default 0.5. */
    public FalseNegatives(double... thresholds) {
        this(Required.reals("FalseNegatives", "the array of thresholds", thresholds));
    }

    @Override
    public String name() {
        return "false_negatives";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Confusion.thresholds(thresholds));
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.each(counts, counts::falseNegatives);
    }
}
