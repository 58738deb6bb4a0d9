package org.garam.model.loss;

import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** What training minimizes. */
public interface Loss {
    /** {@return the name as Keras spells it, {@code mean_squared_error}} */
    String name();

    /**
     * {@return the loss of each sample: the shape of {@code predicted} without its last axis, over which it is averaged
     * or summed as the loss defines}
     *
     * @param expected the targets, [batch, ..]; class ids (one axis less, or a last axis of size 1) if
     *     {@link #takesClassIds}
     * @param predicted the model's output, [batch, .., values]
     * @throws ShapeException if the shapes do not go together
     */
    Tensor perSample(Tensor expected, Tensor predicted);

    /** {@return whether targets are class ids instead of values like the predicted ones} */
    default boolean takesClassIds() {
        return false;
    }
}
