package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import org.garam.op.BinaryFunction;
import org.garam.runtime.Tensor;

/**
 * {@code x} if it is positive, else {@code alpha * (exp(x) - 1)} (Clevert et al., 2016).
 *
 * @param alpha how far below zero it goes, 1 by default
 */
public record Elu(double alpha) implements Activation {
    @Override
    public Tensor apply(Tensor x) {
        // The exponential sees no positive number: it would overflow, and its gradient would be 0 times infinity.
        Tensor negative = minimum(x, 0);
        return binary(BinaryFunction.MAXIMUM, x, 0).add(expm1(negative).mul(alpha));
    }
}
