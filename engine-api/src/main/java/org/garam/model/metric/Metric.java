package org.garam.model.metric;

import java.util.List;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** A figure that is gathered over batches on the device and looked at by the host from time to time. */
public interface Metric {
    /** {@return the name in logs and histories} */
    String name();

    /** {@return the shapes of what is gathered; zeros at first} */
    List<Shape> state();

    /**
     * {@return the state after one more batch}
     *
     * @param state the state before
     * @param expected the targets, as for a loss
     * @param predicted the model's output
     * @param sampleWeights the weight of each sample, [batch], or null if they count alike
     */
    List<Tensor> update(List<Tensor> state, Tensor expected, Tensor predicted, Tensor sampleWeights);

    /** {@return the figure, from the state's values} */
    double result(List<double[]> state);
}
