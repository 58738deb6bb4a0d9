package org.garam.model.constraint;

import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** What a weight is made to satisfy after every step of the optimizer. */
@FunctionalInterface
public interface Constraint {
    /**
     * {@return the nearest values to {@code weight} that are allowed, of its type}
     *
     * @throws ShapeException if the constraint is not defined for tensors of that shape
     */
    Tensor apply(Tensor weight);
}
