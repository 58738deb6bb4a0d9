package org.garam.model.activation;

import org.garam.runtime.Tensor;

/** A function applied to a layer's output. */
@FunctionalInterface
public interface Activation {
    /** {@return the activation of {@code x}, of the same shape} */
    Tensor apply(Tensor x);
}
