package org.garam.model.metric;

/**
 * How many predictions were true or false positives or negatives, at each threshold; by weight where samples have one.
 *
 * @param truePositives true targets above each threshold
 * @param falsePositives false targets above each threshold
 * @param positives all true targets
 * @param negatives all false targets
 */
public record ConfusionCounts(double[] truePositives, double[] falsePositives, double positives, double negatives) {
    /** {@return the number of thresholds} */
    public int count() {
        return truePositives.length;
    }

    /** {@return true targets not above a threshold} */
    public double falseNegatives(int threshold) {
        return positives - truePositives[threshold];
    }

    /** {@return false targets not above a threshold} */
    public double trueNegatives(int threshold) {
        return negatives - falsePositives[threshold];
    }

    /** {@return predictions above a threshold} */
    public double predictedPositives(int threshold) {
        return truePositives[threshold] + falsePositives[threshold];
    }

    /** {@return the share of true targets among predictions above a threshold, 0 without any} */
    public double precision(int threshold) {
        return Ratio.of(truePositives[threshold], predictedPositives(threshold));
    }

    /** {@return the share of true targets that are above a threshold, also called sensitivity; 0 without any} */
    public double recall(int threshold) {
        return Ratio.of(truePositives[threshold], positives);
    }

    /** {@return the share of false targets that are not above a threshold, 0 without any} */
    public double specificity(int threshold) {
        return Ratio.of(trueNegatives(threshold), negatives);
    }

    /** {@return the share of false targets that are above a threshold, 0 without any} */
    public double falsePositiveRate(int threshold) {
        return Ratio.of(falsePositives[threshold], negatives);
    }
}
