package org.garam.model.layer;

import java.util.function.Function;
import org.garam.runtime.Tensor;
import org.garam.tensor.TensorType;

/** Whether a layer is called to train or to infer; in training it can draw random numbers. */
public final class Phase {
    private static final Phase INFERENCE = new Phase(null);

    private final Function<TensorType, Tensor> uniform;

    private Phase(Function<TensorType, Tensor> uniform) {
        this.uniform = uniform;
    }

    /** {@return the phase of predicting and evaluating} */
    public static Phase inference() {
        return INFERENCE;
    }

    /** {@return the phase of training; {@code uniform} yields new uniform numbers in [0, 1) at each call} */
    public static Phase training(Function<TensorType, Tensor> uniform) {
        return new Phase(uniform);
    }

    /** {@return whether this is training} */
    public boolean isTraining() {
        return uniform != null;
    }

    /** {@return uniform numbers in [0, 1), new ones at every step; only in training} */
    public Tensor uniform(TensorType type) {
        if (uniform == null) {
            throw new IllegalStateException("random numbers are drawn in training only; check isTraining() first");
        }
        return uniform.apply(type);
    }
}
