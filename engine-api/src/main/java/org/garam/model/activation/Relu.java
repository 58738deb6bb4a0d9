package org.garam.model.activation;

import static org.garam.runtime.Elementwise.*;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * The rectifier: {@code x} above {@code threshold}, {@code negativeSlope * (x - threshold)} up to it, limited to
 * {@code maxValue}; Keras' {@code relu}.
 *
 * @param negativeSlope the slope below the threshold, 0 by default
 * @param maxValue the largest result, infinite by default
 * @param threshold where it begins, 0 by default
 */
public record Relu(double negativeSlope, double maxValue, double threshold) implements Activation {
    public Relu {
        if (!(negativeSlope >= 0) || !(maxValue >= 0) || Double.isNaN(threshold)) {
            throw new IllegalArgumentException("relu takes a negative slope and a largest value of 0 or more and a"
                    + " threshold that is a number, received " + negativeSlope + ", " + maxValue + " and " + threshold);
        }
    }

    /** max(x, 0). */
    public Relu() {
        this(0, Double.POSITIVE_INFINITY, 0);
    }

    @Override
    public Tensor apply(Tensor x) {
        // The tie belongs to the constant, so the gradient's mask is the result itself and x need not be kept.
        Tensor y = threshold == 0
                ? binary(BinaryFunction.MAXIMUM, x, 0)
                : where(compare(Comparison.GREATER, x, threshold), x, 0);
        if (maxValue < Double.POSITIVE_INFINITY) {
            y = clip(y, 0, maxValue);
        }
        if (negativeSlope == 0) {
            return y;
        }
        Tensor below = binary(BinaryFunction.MAXIMUM, x.neg().add(threshold), 0);
        return y.sub(below.mul(negativeSlope));
    }
}
