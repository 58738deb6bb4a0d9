package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;
import static org.garam.runtime.Reductions.reduce;

import org.garam.op.ReduceFunction;
import org.garam.runtime.Logits;
import org.garam.runtime.Tensor;

/**
 * Scores as probabilities: {@code exp(x)} divided by its sum over {@code axis}. A loss that is given the result
 * computes from the scores.
 *
 * @param axis the axis that sums up to 1, the last one by default
 */
public record Softmax(int axis) implements Activation {
    /** Over the last axis. */
    public Softmax() {
        this(-1);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor powers = exp(shifted(x, axis));
        Tensor probabilities = powers.div(reduce(ReduceFunction.SUM, powers, true, axis));
        boolean isLast = x.shape().axis(axis) == x.shape().rank() - 1;
        return isLast ? Logits.remember(probabilities, Logits.Function.SOFTMAX, x) : probabilities;
    }

    /** {@return scores of which the largest is 0: they have the same softmax, and their powers do not overflow} */
    static Tensor shifted(Tensor x, int axis) {
        // The result does not depend on what is subtracted, so no gradient has to go through it.
        return x.sub(stopGradient(reduce(ReduceFunction.MAX, x, true, axis)));
    }
}
