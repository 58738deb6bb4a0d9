package org.garam.model.constraint;

import static org.garam.runtime.Elementwise.clip;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * The norm of the weights that lead to each unit is at most {@code maxValue} (Srivastava et al., 2014):
 * {@code w min(norm, maxValue) / norm}.
 *
 * @param maxValue the largest norm, 0 or more; 2 by default
 * @param axes the axes norms are taken along; 0, that of a Dense kernel's inputs, by default
 */
public record MaxNorm(double maxValue, List<Integer> axes) implements Constraint {
    public MaxNorm {
        Norms.requireNorm("MaxNorm", "largest norm", maxValue);
        axes = List.copyOf(axes);
    }

    /** At most 2. */
    public MaxNorm() {
        this(2);
    }

    /** At most {@code maxValue} along axis 0. */
    public MaxNorm(double maxValue) {
        this(maxValue, 0);
    }

    /** At most {@code maxValue} along {@code axes}. */
    public MaxNorm(double maxValue, int... axes) {
        this(maxValue, Norms.axes("MaxNorm", axes));
    }

    @Override
    public Tensor apply(Tensor weight) {
        Tensor norms = Norms.of("MaxNorm", weight, axes);
        return Norms.stretched(weight, norms, clip(norms, 0, maxValue));
    }
}
