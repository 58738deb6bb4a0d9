package org.garam.model.layer;

import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Elementwise.unary;
import static org.garam.runtime.Reductions.reduce;

import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.runtime.Tensor;

/** Mean and variance, of shapes that go with what they are the mean and variance of. */
record Moments(Tensor mean, Tensor variance) {
    /** {@return mean and biased variance of {@code x} over {@code axes}, which stay with size one} */
    static Moments of(Tensor x, int... axes) {
        Tensor mean = mean(x, axes);
        // Not the mean of squares less the square of the mean, which cancels out where the mean is large.
        return new Moments(mean, mean(square(x.sub(mean)), axes));
    }

    private static Tensor mean(Tensor x, int... axes) {
        if (axes.length == 0) {
            return x;
        }
        Tensor sum = reduce(ReduceFunction.SUM, x, true, axes);
        return sum.mul((double) sum.shape().count() / x.shape().count());
    }

    /** {@return {@code 1 / sqrt(variance + epsilon)}} */
    Tensor inverseDeviation(double epsilon) {
        return unary(UnaryFunction.RECIPROCAL, sqrt(variance.add(epsilon)));
    }
}
