package org.garam.model.layer;

import java.util.Optional;
import org.garam.model.constraint.Constraint;
import org.garam.model.initializer.Initializer;
import org.garam.model.regularizer.Regularizer;
import org.garam.tensor.Shape;

/**
 * One weight of a layer.
 *
 * @param name as Keras names it: {@code kernel}, {@code bias}
 * @param shape its shape
 * @param initializer what it holds at first
 * @param trainable whether gradients are taken with respect to it
 * @param regularizer the penalty on it, if it is trained and there is one
 * @param constraint what it satisfies after every step, if it is trained and there is something
 */
public record WeightSpec(String name, Shape shape, Initializer initializer, boolean trainable,
        Optional<Regularizer> regularizer, Optional<Constraint> constraint) {
    /** A weight that is neither regularized nor constrained. */
    public WeightSpec(String name, Shape shape, Initializer initializer, boolean trainable) {
        this(name, shape, initializer, trainable, Optional.empty(), Optional.empty());
    }
}
