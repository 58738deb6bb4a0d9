package org.garam.model.metric;

import java.util.List;
import org.garam.argument.Required;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * A metric under a name of its user's choice; Keras' argument {@code name}.
 *
 * @param name the name in logs
 * @param metric what is gathered
 */
public record NamedMetric(String name, Metric metric) implements Metric {
    public NamedMetric {
        Required.given("NamedMetric", "the metric", metric, "a metric, for example new AUC()");
        Required.given(metric.name(), "the name in logs", name, "a text, or leave it out");
        if (name.isBlank()) {
            throw new IllegalArgumentException("the metric " + metric.name() + " was named \"" + name
                    + "\"; give it a name for logs, or none");
        }
    }

    @Override
    public List<Shape> state(Shape predicted) {
        return metric.state(predicted);
    }

    @Override
    public List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights) {
        return metric.update(state, expected, predicted, sampleWeights);
    }

    @Override
    public double[] result(List<double[]> state) {
        return metric.result(state);
    }

    @Override
    public Metric named(String other) {
        return new NamedMetric(other, metric);
    }
}
