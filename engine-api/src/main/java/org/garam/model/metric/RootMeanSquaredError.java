package org.garam.model.metric;

import static org.garam.runtime.Elementwise.square;

import java.util.List;
import org.garam.model.loss.Targets;
import org.garam.runtime.Tensor;

/** The square root of the mean of all squared differences; Keras' {@code RootMeanSquaredError}. */
public record RootMeanSquaredError() implements MeanMetric {
    @Override
    public String name() {
        return "root_mean_squared_error";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        return square(predicted.sub(Targets.elements(name(), expected, predicted)));
    }

    @Override
    public double[] result(List<double[]> state) {
        return new double[] {Math.sqrt(MeanMetric.super.result(state)[0])};
    }
}
