package org.garam.model;

/**
 * Training was stopped because the loss was NaN or infinite. The model's weights, and what the optimizer remembers, are
 * those at the start of the epoch again.
 */
public final class NonFiniteLossException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final int step;
    private final String origin;
    private final transient History history;

    /**
     * @param restored which state the model is in again
     */
    NonFiniteLossException(int epoch, int step, String origin, String restored, double learningRate, History history) {
        super("the loss is not finite any more in epoch " + (epoch + 1) + ", step " + (step + 1)
                + ": the first value that is NaN or infinite is " + origin
                + ". The weights are those " + restored
                + " again. Lower the learning rate, now " + (float) learningRate
                + ", scale the inputs to about -1 to 1, or look for outliers in the targets");
        this.epoch = epoch;
        this.step = step;
        this.origin = origin;
        this.history = history;
    }

    /** {@return the epoch, counted from 0} */
    public int epoch() {
        return epoch;
    }

    /** {@return the step of that epoch, counted from 0} */
    public int step() {
        return step;
    }

    /**
     * {@return which value was the first that is not finite, for example {@code the output of layer "dense" (Dense)}}
     */
    public String origin() {
        return origin;
    }

    /** {@return what was recorded of the epochs before} */
    public History history() {
        return history;
    }
}
