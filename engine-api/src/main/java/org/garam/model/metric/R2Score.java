package org.garam.model.metric;

import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.Arrays;
import java.util.List;
import org.garam.argument.Required;
import org.garam.model.loss.Targets;
import org.garam.op.ShapeException;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The share of the targets' variance that predictions explain, {@code 1 - sum((y - p)^2) / sum((y - mean(y))^2)}: 1 for
 * a perfect fit, 0 for the mean; Keras' {@code R2Score}. Predictions are [batch, outputs].
 *
 * @param aggregation how the scores of outputs become one, by default their mean
 * @param regressors how many independent variables there are, for the adjusted score; 0 by default, for the plain one
 */
public record R2Score(Aggregation aggregation, int regressors) implements Metric {
    /** How scores of outputs become one; Keras' {@code class_aggregation}. */
    public enum Aggregation {
        /** They do not. */
        NONE,
        /** The mean over outputs. */
        UNIFORM_AVERAGE,
        /** The mean over outputs, weighted by their targets' variances. */
        VARIANCE_WEIGHTED_AVERAGE
    }

    public R2Score {
        Required.given("R2Score", "the aggregation", aggregation, "one, for example Aggregation.UNIFORM_AVERAGE");
        if (regressors < 0) {
            throw new IllegalArgumentException("r2_score takes 0 or more regressors, received " + regressors
                    + "; 0 means the plain score");
        }
    }

    /** The plain score, averaged over outputs. */
    public R2Score() {
        this(Aggregation.UNIFORM_AVERAGE, 0);
    }

    @Override
    public String name() {
        return "r2_score";
    }

    @Override
    public List<Shape> state(Shape predicted) {
        if (predicted.rank() != 2) {
            throw new ShapeException(name() + ": takes predictions [batch, outputs], received " + predicted
                    + "; reshape them");
        }
        Shape outputs = Shape.of(predicted.size(1));
        return List.of(outputs, outputs, outputs, outputs, Shape.SCALAR);
    }

    @Override
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Tensor targets = Targets.like(name(), expected, predicted);
        Tensor weights = Arrangement.broadcastTo(sampleWeights == null ? Arrangement.vector(predicted, 1)
                : Samplewise.column(sampleWeights.cast(predicted.dtype())), predicted.shape());
        Tensor weighted = targets.mul(weights);
        return List.of(added(state.get(0), weighted), added(state.get(1), targets.mul(weighted)),
                added(state.get(2), square(targets.sub(predicted)).mul(weights)), added(state.get(3), weights),
                state.get(4).add(predicted.shape().count()));
    }

    private static Tensor added(Tensor state, Tensor values) {
        return state.add(reduceSum(values, 0).cast(state.dtype()));
    }

    @Override
    public double[] result(List<double[]> state) {
        int outputs = state.getFirst().length;
        double[] variations = new double[outputs];
        double[] scores = new double[outputs];
        double weighted = 0;
        for (int i = 0; i < outputs; i++) {
            double sum = state.get(0)[i];
            variations[i] = state.get(1)[i] - sum * (sum / state.get(3)[i]);
            double score = 1 - state.get(2)[i] / variations[i];
            scores[i] = Double.isInfinite(score) ? 0 : score;
            weighted += variations[i] * scores[i];
        }
        double[] aggregated = switch (aggregation) {
            case NONE -> scores;
            case UNIFORM_AVERAGE -> new double[] {Arrays.stream(scores).sum() / outputs};
            case VARIANCE_WEIGHTED_AVERAGE -> new double[] {weighted / Arrays.stream(variations).sum()};
        };
        double samples = state.get(4)[0];
        // Without enough samples for that many regressors Keras falls back to the plain score.
        boolean isAdjusted = regressors > 0 && regressors < samples - 1;
        return isAdjusted ? Arrays.stream(aggregated)
                .map(score -> 1 - (1 - score) * (samples - 1) / (samples - regressors - 1)).toArray() : aggregated;
    }
}
