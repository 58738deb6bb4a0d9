package org.garam.model.optimizer;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * How weights follow their gradient. Weights, gradient and slots are flat tensors of all trainable weights of a model,
 * so that one step is one kernel.
 */
public interface Optimizer {
    /**
     * What one step computes.
     *
     * @param weights the new weights
     * @param slots the new slots, in the order of {@link Optimizer#slots}
     */
    record Step(Tensor weights, List<Tensor> slots) {}

    /** {@return the name as Keras spells it, {@code SGD}} */
    String name();

    /** {@return the learning rate at the start; it is kept on the device and can be changed between steps} */
    double learningRate();

    /**
     * {@return what is remembered for each weight, by Keras' names ({@code momentum}, {@code velocity}); zero at first}
     */
    List<String> slots();

    /**
     * {@return one step}
     *
     * @param weights the weights, [n]
     * @param gradient the gradient of the loss, [n]
     * @param slots the slots, [n] each
     * @param learningRate the current learning rate, a scalar
     * @param iteration the number of this step, counted from 1, a scalar of the weights' type
     */
    Step step(Tensor weights, Tensor gradient, List<Tensor> slots, Tensor learningRate, Tensor iteration);
}
