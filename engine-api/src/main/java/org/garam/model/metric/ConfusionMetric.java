package org.garam.model.metric;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** A metric that follows from the numbers of true and false positives and negatives at thresholds. */
public interface ConfusionMetric extends Metric {
    /** {@return how they are counted} */
    Confusion confusion();

    /** {@return the figure, or one for each threshold} */
    double[] figures(ConfusionCounts counts);

    @Override
    default List<Shape> state(Shape predicted) {
        return confusion().state(predicted);
    }

    @Override
    default List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        return confusion().update(state, expected, predicted, sampleWeights);
    }

    @Override
    default double[] result(List<double[]> state) {
        return figures(confusion().counts(state).getFirst());
    }

    /** {@return {@code figure} at each threshold} */
    static double[] each(ConfusionCounts counts, IntToDoubleFunction figure) {
        return IntStream.range(0, counts.count()).mapToDouble(figure).toArray();
    }

    /** {@return the largest figure at the thresholds where another one is at least {@code bound}, 0 if at none} */
    static double[] best(ConfusionCounts counts, IntToDoubleFunction constrained, double bound,
            IntToDoubleFunction figure) {
        return new double[] {IntStream.range(0, counts.count())
                .filter(threshold -> constrained.applyAsDouble(threshold) >= bound)
                .mapToDouble(figure).reduce(0, Math::max)};
    }
}
