package org.garam.model.metric;

import static org.garam.runtime.Elementwise.sigmoid;

import java.util.List;
import java.util.OptionalInt;
import org.garam.argument.Required;
import org.garam.model.metric.AreaUnderCurve.Curve;
import org.garam.model.metric.AreaUnderCurve.Summation;
import org.garam.runtime.Tensor;

/**
 * The area under a curve through the rates of true and false predictions at many thresholds; Keras' {@code AUC}.
 * Targets are 0 or 1, of the predictions' shape.
 *
 * @param thresholdCount how many thresholds there are, 200 by default; counted if {@code thresholds} are given
 * @param curve what the curve shows, {@link Curve#ROC} by default
 * @param summation what the curve is between thresholds, {@link Summation#INTERPOLATION} by default
 * @param thresholds inner thresholds, between 0 and 1; if empty, they divide [0, 1] evenly
 * @param multiLabel whether each element of vectors [batch, labels] has a curve of its own; the areas are averaged
 * @param labelWeights how much each label counts; empty if alike
 * @param fromLogits whether predictions are scores, the operands of a sigmoid, rather than probabilities
 */
public record AUC(int thresholdCount, Curve curve, Summation summation, List<Double> thresholds, boolean multiLabel,
        List<Double> labelWeights, boolean fromLogits) implements ConfusionMetric {
    public AUC {
        Required.given("AUC", "the curve", curve, "one, for example Curve.PR or \"PR\"");
        Required.given("AUC", "the summation", summation, "one, for example Summation.MAJORING");
        thresholds = List.copyOf(thresholds);
        labelWeights = List.copyOf(labelWeights);
        thresholdCount = thresholds.isEmpty() ? thresholdCount : thresholds.size() + 2;
        Thresholds.enclosing(thresholdCount);
        Thresholds.enclosing(thresholds);
    }

    /** Under the receiver operating characteristic, with 200 thresholds. */
    public AUC() {
        this(200);
    }

    /** Under the receiver operating characteristic. */
    public AUC(int thresholdCount) {
        this(thresholdCount, Curve.ROC, Summation.INTERPOLATION, List.of(), false, List.of(), false);
    }

    /** {@return this metric of another curve} */
    public AUC curve(Curve other) {
        return new AUC(thresholdCount, other, summation, thresholds, multiLabel, labelWeights, fromLogits);
    }

    /** {@return this metric of another curve, which Keras calls {@code "ROC"}, {@code "PR"} or {@code "PRGAIN"}} */
    public AUC curve(String name) {
        return curve(Curve.named(name));
    }

    /** {@return this metric with another course between thresholds} */
    public AUC summation(Summation other) {
        return new AUC(thresholdCount, curve, other, thresholds, multiLabel, labelWeights, fromLogits);
    }

    /** {@return this metric with these inner thresholds} */
    public AUC thresholds(double... inner) {
        return new AUC(thresholdCount, curve, summation,
                Required.reals("AUC", "the array of thresholds", inner), multiLabel, labelWeights, fromLogits);
    }

    /** {@return this metric with a curve for each label} */
    public AUC multiLabel(boolean each) {
        return new AUC(thresholdCount, curve, summation, thresholds, each, labelWeights, fromLogits);
    }

    /** {@return this metric, in which labels count by these weights} */
    public AUC labelWeights(double... weights) {
        return new AUC(thresholdCount, curve, summation, thresholds, multiLabel,
                Required.reals("AUC", "the array of label weights", weights), fromLogits);
    }

    /** {@return this metric for predictions that are scores} */
    public AUC fromLogits(boolean areScores) {
        return new AUC(thresholdCount, curve, summation, thresholds, multiLabel, labelWeights, areScores);
    }

    @Override
    public String name() {
        return "auc";
    }

    @Override
    public Confusion confusion() {
        Thresholds levels = thresholds.isEmpty() ? Thresholds.enclosing(thresholdCount)
                : Thresholds.enclosing(thresholds);
        return new Confusion(name(), levels, OptionalInt.empty(), OptionalInt.empty(), multiLabel,
                multiLabel ? List.of() : labelWeights);
    }

    @Override
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        return confusion().update(state, expected, fromLogits ? sigmoid(predicted) : predicted, sampleWeights);
    }

    @Override
    public double[] figures(ConfusionCounts counts) {
        return new double[] {AreaUnderCurve.of(counts, curve, summation)};
    }

    @Override
    public double[] result(List<double[]> state) {
        List<ConfusionCounts> labels = confusion().counts(state);
        boolean isWeighted = multiLabel && !labelWeights.isEmpty();
        if (isWeighted && labelWeights.size() != labels.size()) {
            throw new IllegalArgumentException("auc: received " + labelWeights.size() + " label weights for "
                    + labels.size() + " labels; give one for each label");
        }
        double sum = 0;
        double divisor = 0;
        for (int label = 0; label < labels.size(); label++) {
            double weight = isWeighted ? labelWeights.get(label) : 1;
            sum += weight * figures(labels.get(label))[0];
            divisor += weight;
        }
        return new double[] {Ratio.of(sum, divisor)};
    }
}
