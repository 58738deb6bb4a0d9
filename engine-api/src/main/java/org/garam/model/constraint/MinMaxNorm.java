package org.garam.model.constraint;

import static org.garam.runtime.Elementwise.clip;

import java.util.List;
import org.garam.runtime.Tensor;

/**
 * The norm of the weights that lead to each unit lies between two limits, or moves there: each step it becomes
 * {@code rate clip(norm, minValue, maxValue) + (1 - rate) norm}.
 *
 * @param minValue the smallest norm, 0 or more; 0 by default
 * @param maxValue the largest norm, not less than the smallest; 1 by default
 * @param rate how much of the way is gone each step, 0 to 1; 1, all of it, by default
 * @param axes the axes norms are taken along; 0, that of a Dense kernel's inputs, by default
 */
public record MinMaxNorm(double minValue, double maxValue, double rate, List<Integer> axes) implements Constraint {
    public MinMaxNorm {
        Norms.requireNorm("MinMaxNorm", "smallest norm", minValue);
        if (!(maxValue >= minValue)) {
            throw new IllegalArgumentException("MinMaxNorm takes a largest norm that is not less than the smallest, "
                    + minValue + ", received " + maxValue);
        }
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("MinMaxNorm takes a rate between 0 and 1, received " + rate);
        }
        axes = List.copyOf(axes);
    }

    /** Between 0 and 1. */
    public MinMaxNorm() {
        this(0, 1);
    }

    /** Between the limits after every step, along axis 0. */
    public MinMaxNorm(double minValue, double maxValue) {
        this(minValue, maxValue, 1, 0);
    }

    /** Along {@code axes}. */
    public MinMaxNorm(double minValue, double maxValue, double rate, int... axes) {
        this(minValue, maxValue, rate, Norms.axes("MinMaxNorm", axes));
    }

    @Override
    public Tensor apply(Tensor weight) {
        Tensor norms = Norms.of("MinMaxNorm", weight, axes);
        return Norms.stretched(weight, norms, clip(norms, minValue, maxValue).mul(rate).add(norms.mul(1 - rate)));
    }
}
