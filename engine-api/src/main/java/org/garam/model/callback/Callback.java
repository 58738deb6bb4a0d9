package org.garam.model.callback;

/** Is told how a call of {@code fit} goes on; all methods do nothing unless implemented. */
public interface Callback {
    /** Is called before the first epoch. */
    default void onTrainBegin(TrainingRun run) {}

    /** Is called before each epoch; the first one is number 0. */
    default void onEpochBegin(TrainingRun run, int epoch) {}

    /**
     * Is called during an epoch, not after every step but at most about ten times a second: looking at loss and metrics
     * makes the host wait for the device.
     */
    default void onProgress(TrainingRun run, Progress progress) {}

    /** Is called after each epoch, validation included. */
    default void onEpochEnd(TrainingRun run, Progress progress) {}

    /** Is called after the last epoch, and also if training was stopped or failed. */
    default void onTrainEnd(TrainingRun run) {}
}
