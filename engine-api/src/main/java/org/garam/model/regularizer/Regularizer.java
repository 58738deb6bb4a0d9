package org.garam.model.regularizer;

import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** A penalty on large or otherwise unwanted numbers, which is added to the loss that is minimized and reported. */
@FunctionalInterface
public interface Regularizer {
    /**
     * {@return the penalty on {@code x}, a scalar of its element type}
     *
     * @throws ShapeException if the penalty is not defined for tensors of that shape
     */
    Tensor penalty(Tensor x);
}
