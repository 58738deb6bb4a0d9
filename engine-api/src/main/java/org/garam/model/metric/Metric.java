package org.garam.model.metric;

import java.util.List;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * A figure that is gathered over batches on the device and looked at by the host from time to time: by a model that was
 * compiled with it, or by hand with a {@link RunningMetric}.
 */
public interface Metric {
    /** {@return the name in logs and histories, by default the one Keras gives it} */
    String name();

    /**
     * {@return the shapes of what is gathered; zeros at first}
     *
     * @param predicted the shape of predictions; the size of its first axis, the batch, does not matter
     */
    List<Shape> state(Shape predicted);

    /**
     * {@return the state after one more batch}
     *
     * @param state the state before
     * @param expected the targets, as for a loss
     * @param predicted the model's output
     * @param sampleWeights the weight of each sample, [batch], or null if they count alike
     */
    List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights);

    /** {@return the figure, or one for each class or threshold, from the state's values} */
    double[] result(List<double[]> state);

    /** {@return this metric under another name in logs} */
    default Metric named(String name) {
        return new NamedMetric(name, this);
    }
}
