package org.garam.model.metric;

import static org.garam.runtime.Reductions.reduceSum;

import java.util.List;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * The sum of values, weighted where samples are; Keras' {@code Sum}. The values are the predictions, targets are not
 * looked at: {@code new RunningMetric(new Sum()).update(values)}.
 */
public record Sum() implements Metric {
    @Override
    public String name() {
        return "sum";
    }

    @Override
    public List<Shape> state(Shape predicted) {
        return List.of(Shape.SCALAR);
    }

    @Override
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Tensor total = state.getFirst();
        Samplewise samples = Samplewise.of(predicted, sampleWeights, Reductions::reduceSum);
        return List.of(total.add(reduceSum(samples.values()).cast(total.dtype())));
    }

    @Override
    public double[] result(List<double[]> state) {
        return new double[] {state.getFirst()[0]};
    }
}
