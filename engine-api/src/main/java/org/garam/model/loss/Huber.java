package org.garam.model.loss;

import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * The mean of half the squared differences, but beyond {@code delta} growing like their magnitude,
 * {@code delta |p - y| - delta^2 / 2}: outliers pull no harder than others.
 *
 * @param delta where the square ends, more than 0, by default 1
 */
public record Huber(double delta) implements Loss {
    public Huber {
        if (!(delta > 0)) {
            throw new IllegalArgumentException("huber takes a delta of more than 0, received " + delta
                    + "; for the mean of magnitudes use mean_absolute_error");
        }
    }

    /** With a delta of 1. */
    public Huber() {
        this(1);
    }

    @Override
    public String name() {
        return "huber";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor errors = predicted.sub(Targets.like(name(), expected, predicted));
        Tensor magnitudes = abs(errors);
        Tensor straight = magnitudes.mul(delta).sub(0.5 * delta * delta);
        return reduceMean(where(compare(Comparison.LESS_EQUAL, magnitudes, delta), square(errors).mul(0.5), straight),
                -1);
    }
}
