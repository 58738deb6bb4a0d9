package org.garam.model.metric;

import java.util.List;
import java.util.OptionalDouble;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The harmonic mean of precision and recall, {@code 2 P R / (P + R)}: {@link FBetaScore} with a beta of 1; Keras'
 * {@code F1Score}. Targets are one-hot vectors or truth values, predictions [batch, classes].
 *
 * @param average how figures of classes become one, {@link Average#NONE} by default
 * @param threshold what predictions of 1 are greater than, more than 0 and at most 1; if empty, each vector's largest
 *     element is the prediction
 */
public record F1Score(Average average, OptionalDouble threshold) implements Metric {
    public F1Score {
        new FBetaScore(average, 1, threshold);
    }

    /** Of each class, for the largest prediction. */
    public F1Score() {
        this(Average.NONE);
    }

    /** For the largest prediction. */
    public F1Score(Average average) {
        this(average, OptionalDouble.empty());
    }

    /** For the largest prediction, with an average as Keras calls it: {@code "micro"}, {@code "macro"}, … */
    public F1Score(String average) {
        this(Average.named(average));
    }

    /** {@return this metric for predictions of 1 that are greater than {@code value}} */
    public F1Score threshold(double value) {
        return new F1Score(average, OptionalDouble.of(value));
    }

    @Override
    public String name() {
        return "f1_score";
    }

    private FBetaScore score() {
        return new FBetaScore(average, 1, threshold);
    }

    @Override
    public List<Shape> state(Shape predicted) {
        return score().state(predicted);
    }

    @Override
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        return score().update(state, expected, predicted, sampleWeights);
    }

    @Override
    public double[] result(List<double[]> state) {
        return score().result(state);
    }
}
