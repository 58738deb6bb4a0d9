package org.garam.model.callback;

/** A call of {@code fit} under way, as callbacks see and steer it. */
public interface TrainingRun {
    /** {@return how many epochs there are to be; the first one is number 0} */
    int epochs();

    /** {@return how many steps an epoch has} */
    int steps();

    /** {@return the learning rate of the next step, read from the device} */
    double learningRate();

    /**
     * Sets the learning rate of the steps from now on.
     *
     * @throws IllegalArgumentException if the rate is negative or not finite
     * @throws IllegalStateException if the optimizer was given a schedule
     */
    void learningRate(double rate);

    /** Ends the training: after this epoch, or at once if it is called from {@link Callback#onProgress}. */
    void stop();
}
