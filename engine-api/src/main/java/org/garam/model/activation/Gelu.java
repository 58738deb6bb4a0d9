package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import org.garam.op.UnaryFunction;
import org.garam.runtime.Tensor;

/**
 * {@code x} times the probability that a standard normal number is less than {@code x} (Hendrycks and Gimpel, 2016).
 *
 * @param approximate whether the probability is approximated with a hyperbolic tangent; not by default
 */
public record Gelu(boolean approximate) implements Activation {
    @Override
    public Tensor apply(Tensor x) {
        Tensor twiceCentred = approximate
                ? tanh(x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI)))
                : unary(UnaryFunction.ERF, x.mul(Math.sqrt(0.5)));
        return x.mul(0.5).mul(twiceCentred.add(1));
    }
}
