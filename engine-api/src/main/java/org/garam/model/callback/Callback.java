package org.garam.model.callback;

import java.util.List;
import java.util.Set;
import java.util.SequencedMap;

/**
 * Is told how {@code fit}, {@code evaluate} and {@code predict} go on, and can look at and change the model between
 * steps; all methods do nothing unless implemented. Callbacks are told in the order they were given, the one that
 * prints progress last.
 *
 * <p>Steps are queued on the device while the host is ahead. Being told of batches costs little by itself, but what
 * reads from the device ({@link TrainingRun#logs}, {@link TrainingRun#getWeights}, {@link TrainingRun#learningRate()})
 * waits for all that is queued: done at every step it can make training several times slower. So batches are told only
 * to those who ask for them by {@link #hearsBatches}.
 */
public interface Callback {
    /** The kinds of batches there are to hear of. */
    enum Batches {
        /** Those of {@code fit}: {@link #onBatchBegin} and {@link #onBatchEnd}. */
        TRAINING,
        /** Those of {@code evaluate} and of validation: {@link #onTestBatchBegin} and {@link #onTestBatchEnd}. */
        TEST,
        /** Those of {@code predict}: {@link #onPredictBatchBegin} and {@link #onPredictBatchEnd}. */
        PREDICTION
    }

    /** {@return the batches this callback wants to hear of; none unless it says so} */
    default Set<Batches> hearsBatches() {
        return Set.of();
    }

    /**
     * {@return the names this callback adds to the logs by {@link TrainingRun#log}, so that others can monitor them}
     */
    default List<String> logged() {
        return List.of();
    }

    // ---- fit --------------------------------------------------------------------------------------------------------

    /** Is called before the first epoch. */
    default void onTrainBegin(TrainingRun run) {}

    /** Is called before each epoch; the first one is number 0. */
    default void onEpochBegin(TrainingRun run, int epoch) {}

    /** Is called before each step, if {@link #hearsBatches} says so; the first one of an epoch is number 0. */
    default void onBatchBegin(TrainingRun run, int batch) {}

    /** Is called when a step has been queued, if {@link #hearsBatches} says so; it may not have run yet. */
    default void onBatchEnd(TrainingRun run, int batch) {}

    /**
     * Is called during an epoch, not after every step but at most about ten times a second: looking at loss and metrics
     * makes the host wait for the device.
     */
    default void onProgress(TrainingRun run, Progress progress) {}

    /** Is called after each epoch, validation included. */
    default void onEpochEnd(TrainingRun run, Progress progress) {}

    /** Is called after the last epoch, also if training was stopped, but not if it failed. */
    default void onTrainEnd(TrainingRun run) {}

    /**
     * Is called when the loss has become NaN or infinite; the weights are those at the start of the epoch again.
     *
     * @param explanation where that began, and what to do about it
     * @return whether {@code fit} shall end as if it had been stopped; if no callback says so, it throws an exception
     */
    default boolean onNonFiniteLoss(TrainingRun run, String explanation) {
        return false;
    }

    // ---- evaluate and predict ---------------------------------------------------------------------------------------

    /** Is called before an evaluation, also before that of the validation data in {@code fit}. */
    default void onTestBegin(InferenceRun run) {}

    /** Is called before each step of an evaluation, if {@link #hearsBatches} says so. */
    default void onTestBatchBegin(InferenceRun run, int batch) {}

    /** Is called when a step of an evaluation has been queued, if {@link #hearsBatches} says so. */
    default void onTestBatchEnd(InferenceRun run, int batch) {}

    /** Is called after an evaluation, with loss and metrics over all samples. */
    default void onTestEnd(InferenceRun run, SequencedMap<String, Double> logs) {}

    /** Is called before a prediction. */
    default void onPredictBegin(InferenceRun run) {}

    /** Is called before each step of a prediction, if {@link #hearsBatches} says so. */
    default void onPredictBatchBegin(InferenceRun run, int batch) {}

    /** Is called after each step of a prediction, if {@link #hearsBatches} says so. */
    default void onPredictBatchEnd(InferenceRun run, int batch) {}

    /** Is called after a prediction. */
    default void onPredictEnd(InferenceRun run) {}
}
