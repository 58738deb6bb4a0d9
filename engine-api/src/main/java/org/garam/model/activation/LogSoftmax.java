package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;
import static org.garam.runtime.Reductions.reduce;

import org.garam.op.ReduceFunction;
import org.garam.runtime.Tensor;

/**
 * The logarithm of the {@link Softmax}, which is exact where that is zero in floating-point numbers.
 *
 * @param axis the axis whose powers sum up to 1, the last one by default
 */
public record LogSoftmax(int axis) implements Activation {
    /** Over the last axis. */
    public LogSoftmax() {
        this(-1);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor shifted = Softmax.shifted(x, axis);
        return shifted.sub(log(reduce(ReduceFunction.SUM, exp(shifted), true, axis)));
    }
}
