package org.garam.model.metric;

/** Division as metrics mean it. */
final class Ratio {
    /** Keras' fuzz factor, {@code keras.config.epsilon()}. */
    static final double EPSILON = 1e-7;

    private Ratio() {}

    /** {@return the quotient, 0 if the divisor is 0} */
    static double of(double dividend, double divisor) {
        return divisor == 0 ? 0 : dividend / divisor;
    }
}
