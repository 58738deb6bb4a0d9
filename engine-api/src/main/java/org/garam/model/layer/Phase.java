package org.garam.model.layer;

import static org.garam.runtime.Arrangement.rows;
import static org.garam.runtime.Elementwise.log;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.unary;

import java.util.OptionalLong;
import org.garam.op.UnaryFunction;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Whether a layer is called to train or to infer; in training it can draw random numbers. */
public final class Phase {
    private static final Phase INFERENCE = new Phase(null);

    /** Where random numbers come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * {@return uniform numbers in [0, 1), new ones at every call and at every step}
         *
         * @param seed what the numbers follow from together with the number of the step, whatever else is drawn; then
         *     calls with the same seed give the same numbers. If empty they follow from the model's seed.
         */
        Tensor uniform(TensorType type, OptionalLong seed);
    }

    private final Source source;

    private Phase(Source source) {
        this.source = source;
    }

    /** {@return the phase of predicting and evaluating} */
    public static Phase inference() {
        return INFERENCE;
    }

    /** {@return the phase of training, with random numbers from {@code source}} */
    public static Phase training(Source source) {
        return new Phase(source);
    }

    /** {@return whether this is training} */
    public boolean isTraining() {
        return source != null;
    }

    /** {@return uniform numbers in [0, 1), new ones at every step; only in training} */
    public Tensor uniform(TensorType type) {
        return uniform(type, OptionalLong.empty());
    }

    /** {@return uniform numbers in [0, 1) that follow from a layer's own seed, if it has one; only in training} */
    public Tensor uniform(TensorType type, OptionalLong seed) {
        if (source == null) {
            throw new IllegalStateException("random numbers are drawn in training only; check isTraining() first");
        }
        return source.uniform(type, seed);
    }

    /** {@return normal numbers of mean 0 and standard deviation 1, see {@link #uniform(TensorType, OptionalLong)}} */
    public Tensor normal(TensorType type, OptionalLong seed) {
        // Box and Muller, 1958. One draw for both of them, which with a seed would be equal otherwise.
        Tensor uniform = uniform(type.with(Shape.of(2).append(type.shape())), seed);
        Tensor distance = rows(uniform, 0, 1).reshape(type.shape().toArray());
        Tensor angle = rows(uniform, 1, 2).reshape(type.shape().toArray());
        Tensor radius = sqrt(log(distance.neg().add(1)).mul(-2));
        return radius.mul(unary(UnaryFunction.COS, angle.mul(2 * Math.PI)));
    }
}
