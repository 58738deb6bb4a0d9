package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import org.garam.op.BinaryFunction;
import org.garam.runtime.Tensor;

/**
 * {@code x} if it is positive, else {@code alpha * (exp(x / alpha) - 1)}: an {@link Elu} with a continuous slope
 * (Barron, 2017).
 *
 * @param alpha how far below zero it goes, 1 by default
 */
public record Celu(double alpha) implements Activation {
    @Override
    public Tensor apply(Tensor x) {
        return binary(BinaryFunction.MAXIMUM, x, 0).add(expm1(minimum(x, 0).div(alpha)).mul(alpha));
    }
}
