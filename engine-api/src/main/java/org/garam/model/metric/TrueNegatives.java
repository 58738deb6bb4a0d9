package org.garam.model.metric;

import java.util.List;
import org.garam.argument.Required;

/**
 * How many false targets have predictions that are not above a threshold, for each of several; Keras'
 * {@code TrueNegatives}. Targets are 0 or 1, of the predictions' shape.
 *
 * @param thresholds what predictions of 1 are greater than, between 0 and 1; empty means 0.5
 */
public record TrueNegatives(List<Double> thresholds) implements ConfusionMetric {
    public TrueNegatives {
        thresholds = List.copyOf(thresholds);
        Confusion.thresholds(thresholds);
    }

    /** At these thresholds, by default 0.5. */
    public TrueNegatives(double... thresholds) {
        this(Required.reals("TrueNegatives", "the array of thresholds", thresholds));
    }

    @Override
    public String name() {
        return "true_negatives";
    }

    @Override
    public Confusion confusion() {
        return new Confusion(name(), Confusion.thresholds(thresholds));
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return ConfusionMetric.each(counts, counts::trueNegatives);
    }
}
