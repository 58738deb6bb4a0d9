package org.garam.model.constraint;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * The norm of the weights that lead to each unit is 1: {@code w / norm}.
 *
 * @param axes the axes norms are taken along; 0, that of a Dense kernel's inputs, by default
 */
public record UnitNorm(List<Integer> axes) implements Constraint {
    public UnitNorm {
        axes = List.copyOf(axes);
    }

    /** Along axis 0. */
    public UnitNorm() {
        this(0);
    }

    /** Along {@code axes}. */
    public UnitNorm(int... axes) {
        this(Norms.axes("UnitNorm", axes));
    }

    @Override
    public Tensor apply(Tensor weight) {
        return weight.div(Norms.of("UnitNorm", weight, axes).add(Norms.EPSILON));
    }
}
