package org.garam.model.metric;

import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Reductions.reduce;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.garam.argument.Required;
import org.garam.model.loss.Targets;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The harmonic mean of precision and recall in which recall counts {@code beta} times as much,
 * {@code (1 + beta^2) P R / (beta^2 P + R)}; Keras' {@code FBetaScore}. Targets are one-hot vectors or truth values,
 * predictions [batch, classes].
 *
 * @param average how figures of classes become one, {@link Average#NONE} by default
 * @param beta how much recall counts, more than 0, by default 1
 * @param threshold what predictions of 1 are greater than, more than 0 and at most 1; if empty, each vector's largest
 *     element is the prediction
 */
public record FBetaScore(Average average, double beta, OptionalDouble threshold) implements Metric {
    private static final double SMALLEST = 1e-9;

    public FBetaScore {
        Required.given("F1Score and FBetaScore", "the average", average, "one, for example Average.MACRO");
        if (!(beta > 0 && Double.isFinite(beta))) {
            throw new IllegalArgumentException("fbeta_score takes a beta of more than 0, received " + beta
                    + "; 1 counts precision and recall alike");
        }
        threshold.ifPresent(value -> {
            if (!(value > 0 && value <= 1)) {
                throw new IllegalArgumentException("fbeta_score takes a threshold of more than 0 and at most 1,"
                        + " received " + value + "; without one the largest prediction is chosen");
            }
        });
    }

    /** Of each class, with a beta of 1, for the largest prediction. */
    public FBetaScore() {
        this(Average.NONE, 1, OptionalDouble.empty());
    }

    /** For the largest prediction. */
    public FBetaScore(Average average, double beta) {
        this(average, beta, OptionalDouble.empty());
    }

    /** {@return this metric for predictions of 1 that are greater than {@code value}} */
    public FBetaScore threshold(double value) {
        return new FBetaScore(average, beta, OptionalDouble.of(value));
    }

    @Override
    public String name() {
        return "fbeta_score";
    }

    @Override
    public List<Shape> state(Shape predicted) {
        if (predicted.rank() != 2) {
            throw new ShapeException(name() + ": takes predictions [batch, classes], received " + predicted
                    + "; reshape them");
        }
        return Collections.nCopies(3, Shape.of(predicted.size(1)));
    }

    @Override
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Tensor targets = Targets.like(name(), expected, predicted);
        Tensor chosen = chosen(predicted).cast(predicted.dtype());
        Tensor weights = sampleWeights == null ? null : Samplewise.column(sampleWeights.cast(predicted.dtype()));
        return List.of(added(state.get(0), chosen.mul(targets), weights), added(state.get(1), chosen, weights),
                added(state.get(2), targets, weights));
    }

    private Tensor chosen(Tensor predicted) {
        if (threshold.isPresent()) {
            return compare(Comparison.GREATER, predicted, threshold.getAsDouble());
        }
        Tensor largest = reduce(ReduceFunction.MAX, predicted, true, -1);
        // Of a vector of zeros nothing is chosen.
        return binary(BinaryFunction.AND, compare(Comparison.GREATER_EQUAL, predicted, largest),
                compare(Comparison.GREATER, abs(predicted), SMALLEST));
    }

    private static Tensor added(Tensor state, Tensor values, Tensor weights) {
        return state.add(reduceSum(weights == null ? values : values.mul(weights), 0).cast(state.dtype()));
    }

    @Override
    public double[] result(List<double[]> state) {
        double[] right = state.get(0);
        double[] chosen = state.get(1);
        double[] targets = state.get(2);
        if (average == Average.MICRO) {
            return new double[] {score(Arrays.stream(right).sum(), Arrays.stream(chosen).sum(),
                    Arrays.stream(targets).sum())};
        }
        double[] scores = new double[right.length];
        double weighted = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = score(right[i], chosen[i], targets[i]);
            weighted += scores[i] * targets[i];
        }
        return switch (average) {
            case WEIGHTED -> new double[] {weighted / (Arrays.stream(targets).sum() + Ratio.EPSILON)};
            case MACRO -> new double[] {Arrays.stream(scores).sum() / scores.length};
            case NONE, MICRO -> scores;
        };
    }

    /** Keras' divisors, which are never 0. */
    private double score(double right, double chosen, double targets) {
        double precision = right / (chosen + Ratio.EPSILON);
        double recall = right / (targets + Ratio.EPSILON);
        double square = beta * beta;
        return (1 + square) * precision * recall / (square * precision + recall + Ratio.EPSILON);
    }
}
