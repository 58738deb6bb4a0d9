package org.garam.model.metric;

import static org.garam.runtime.Reductions.reduceSum;

import java.util.List;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** A metric that is the mean of a value each sample has, weighted where samples are; 0 without samples. */
public interface MeanMetric extends Metric {
    /**
     * {@return the values to average, [batch, ..], of the predictions' element type; what a sample has several of is
     * averaged}
     */
    Tensor values(Tensor expected, Tensor predicted);

    @Override
    default List<Shape> state(Shape predicted) {
        return List.of(Shape.SCALAR, Shape.SCALAR);
    }

    @Override
    default List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Samplewise samples = Samplewise.of(values(expected, predicted), sampleWeights, Reductions::reduceMean);
        Tensor total = state.getFirst();
        Tensor count = state.getLast();
        Tensor newTotal = total.add(reduceSum(samples.values()).cast(total.dtype()));
        return List.of(newTotal, samples.weights() == null ? count.add(samples.values().shape().count())
                : count.add(reduceSum(samples.weights()).cast(count.dtype())));
    }

    @Override
    default double[] result(List<double[]> state) {
        return new double[] {Ratio.of(state.getFirst()[0], state.getLast()[0])};
    }
}
