package org.garam.model.metric;

import static org.garam.runtime.Reductions.reduceMean;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** A metric that is the mean of a value each sample has, weighted where samples are. */
public interface MeanMetric extends Metric {
    /**
     * {@return the values to average, [batch, ..], of the predictions' element type; what a sample has several of is
     * averaged}
     */
    Tensor values(Tensor expected, Tensor predicted);

    @Override
    default List<Shape> state() {
        return List.of(Shape.SCALAR, Shape.SCALAR);
    }

    @Override
    default List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Tensor values = perSample(values(expected, predicted));
        Tensor total = state.getFirst();
        Tensor count = state.getLast();
        if (sampleWeights == null) {
            return List.of(total.add(reduceSum(values).cast(total.dtype())), count.add(values.shape().count()));
        }
        Tensor weights = sampleWeights.cast(values.dtype());
        return List.of(total.add(reduceSum(values.mul(weights)).cast(total.dtype())),
                count.add(reduceSum(weights).cast(count.dtype())));
    }

    @Override
    default double result(List<double[]> state) {
        double count = state.getLast()[0];
        return count == 0 ? 0 : state.getFirst()[0] / count;
    }

    private static Tensor perSample(Tensor values) {
        int rank = values.shape().rank();
        return rank <= 1 ? values : reduceMean(values, IntStream.range(1, rank).toArray());
    }
}
