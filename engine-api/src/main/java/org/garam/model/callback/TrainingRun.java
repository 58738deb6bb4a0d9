package org.garam.model.callback;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;

/** A call of {@code fit} under way, as callbacks see and steer it. */
public interface TrainingRun {
    /** {@return how many epochs there are to be; the first one is number 0} */
    int epochs();

    /** {@return how many steps an epoch has; empty while nobody knows how many batches a Dataset has} */
    OptionalInt steps();

    /**
     * {@return the names the logs will have after an epoch: loss and metrics, those of validation, and what callbacks
     * add} Those of validation are missing after epochs that are not followed by one.
     */
    List<String> metricNames();

    /** {@return whether a larger value of this metric is better, as opposed to worse; empty if that is not known} */
    Optional<Boolean> isBetterHigher(String metric);

    /** {@return loss and metrics over this epoch's steps so far, read from the device, which is waited for} */
    SequencedMap<String, Double> logs();

    /**
     * Adds a value to the logs of this epoch, for the callbacks behind this one and the history. A name that is there
     * already gets the new value.
     */
    void log(String name, double value);

    /** {@return the learning rate of the next step, read from the device} */
    double learningRate();

    /**
     * Sets the learning rate of the steps from now on.
     *
     * @throws IllegalArgumentException if the rate is negative or not finite
     * @throws IllegalStateException if the optimizer was given a schedule
     */
    void learningRate(double rate);

    /** {@return copies of all weights, in the order of the model's {@code getWeights}, read from the device} */
    List<Tensor> getWeights();

    /** Sets all weights, in the order of {@link #getWeights}. */
    void setWeights(List<Tensor> weights);

    /**
     * Writes the weights to a file, in one step, see the model's {@code saveWeights}.
     *
     * @throws StateFileException if that is not possible
     */
    void saveWeights(Path file);

    /**
     * Writes the weights and what the optimizer remembers to a file, in one step, see the model's {@code saveState}.
     *
     * @throws StateFileException if that is not possible
     */
    void saveState(Path file);

    /**
     * Writes to a file all that the rest of this run depends on: weights, the optimizer's memory, random state, the
     * place in the order of samples, the sums behind loss and metrics, the history, and what each
     * {@link StatefulCallback} remembers. That is done, in one step, once all callbacks have been told of what they are
     * being told of now.
     */
    void backUp(Path file);

    /**
     * Has this run go on from where the one that was {@linkplain #backUp backed up} was, bit for bit. Is called in
     * {@link Callback#onTrainBegin}; it takes effect once all callbacks have been told of the beginning.
     *
     * @throws StateFileException if the file is damaged, or from a run of another model or with other data
     * @throws IllegalStateException if training has begun already
     */
    void resume(Path file);

    /** Ends the training: after this epoch, or at once if it is called while one is under way. */
    void stop();
}
