package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.binary;

import org.garam.op.BinaryFunction;
import org.garam.runtime.Tensor;

/** Moving means, in the forms Keras rounds them. */
final class Means {
    private Means() {}

    /** {@return {@code mean}, moved towards {@code value}; {@code retention} of it stays} */
    static Tensor moved(Tensor mean, Tensor value, double retention) {
        return mean.add(value.sub(mean).mul(1 - retention));
    }

    /** {@return {@code retention mean + (1 - retention) value}} */
    static Tensor mixed(Tensor mean, Tensor value, double retention) {
        return mean.mul(retention).add(value.mul(1 - retention));
    }

    /** {@return {@code 1 - retention^iteration}, by which a mean that began as zero is too small} */
    static Tensor correction(double retention, Tensor iteration) {
        return binary(BinaryFunction.POWER, retention, iteration).neg().add(1);
    }
}
