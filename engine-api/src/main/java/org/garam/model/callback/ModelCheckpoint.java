package org.garam.model.callback;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import org.garam.argument.Required;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFile;

/**
 * Writes the model to files while it is trained; Keras' {@code ModelCheckpoint} with its defaults. Files are written in
 * one step, so there is never a part of one.
 *
 * {@snippet :
 * new ModelCheckpoint("checkpoints/{epoch:02d}-{val_loss:.2f}.garam").saveBestOnly(true)
 * }
 *
 * <p>A file holds the weights and what the optimizer remembers, to be read by the model's {@code loadState} or
 * {@code loadWeights}; with {@link #saveWeightsOnly} only the weights. Names are filled in as Python does; epochs and
 * batches are counted from 1 there. An epoch without a value of the metric, because validation is not made after each,
 * is no candidate for the best; a metric there will never be is an error before training begins.
 */
public final class ModelCheckpoint implements StatefulCallback {
    private final FilePattern pattern;
    private final Monitor monitor = new Monitor("ModelCheckpoint");
    private int verbose;
    private boolean saveBestOnly;
    private boolean saveWeightsOnly;
    /** Empty: after each epoch. */
    private OptionalInt saveFrequency = OptionalInt.empty();

    private OptionalDouble best = OptionalDouble.empty();
    private int batchesSinceSaving;
    private int epoch;

    /**
     * Writes after each epoch.
     *
     * @param file the name of the file, with places for {@code epoch}, {@code batch} and metrics
     * @throws IllegalArgumentException if it cannot be understood, or has the ending of a format of Keras
     */
    public ModelCheckpoint(String file) {
        pattern = new FilePattern(file);
        StateFile.requireOwnEnding(Path.of(file));
    }

    /** Writes after each epoch, see {@link #ModelCheckpoint(String)}. */
    public ModelCheckpoint(Path file) {
        this(Required.file("ModelCheckpoint", file).toString());
    }

    /**
     * Chooses the metric that says which model is best, {@code val_loss} by default.
     *
     * @return this
     */
    public ModelCheckpoint monitor(String metric) {
        monitor.metric(metric);
        return this;
    }

    /**
     * Prints nothing (0, the default) or what is written (1).
     *
     * @return this
     */
    public ModelCheckpoint verbose(int level) {
        verbose = Settings.verbose(level);
        return this;
    }

    /**
     * Writes only what is better than all before, false by default.
     *
     * @return this
     */
    public ModelCheckpoint saveBestOnly(boolean only) {
        saveBestOnly = only;
        return this;
    }

    /**
     * Leaves out what the optimizer remembers, false by default.
     *
     * @return this
     */
    public ModelCheckpoint saveWeightsOnly(boolean only) {
        saveWeightsOnly = only;
        return this;
    }

    /**
     * Sets which way is better: {@code "min"}, {@code "max"}, or {@code "auto"} (the default) by the metric's name.
     *
     * @return this
     */
    public ModelCheckpoint mode(String mode) {
        monitor.mode(mode);
        return this;
    }

    /**
     * Writes after so many batches, counted through all epochs, instead of after each epoch. Reading
     * the weights waits for the device. Loss and metrics are those of the epoch so far.
     *
     * @return this
     */
    public ModelCheckpoint saveFrequency(int batches) {
        saveFrequency = OptionalInt.of(Settings.atLeast(1, batches, "saveFrequency is a number of batches"));
        return this;
    }

    /**
     * Sets a value that the best must be better than; none by default.
     *
     * @return this
     */
    public ModelCheckpoint initialValueThreshold(double value) {
        best = OptionalDouble.of(value);
        return this;
    }

    @Override
    public Set<Batches> hearsBatches() {
        return saveFrequency.isPresent() ? Set.of(Batches.TRAINING) : Set.of();
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        if (saveBestOnly) {
            monitor.begin(run);
            if (saveFrequency.isPresent() && monitor.isOfValidation()) {
                throw new IllegalArgumentException("ModelCheckpoint monitors \"" + monitor.metric() + "\", which is known only"
                        + " after an epoch; leave out saveFrequency, or monitor a metric of training");
            }
        }
        pattern.require(run.metricNames(), saveFrequency.isPresent());
    }

    @Override
    public void onEpochBegin(TrainingRun run, int number) {
        epoch = number;
    }

    @Override
    public void onBatchEnd(TrainingRun run, int batch) {
        if (++batchesSinceSaving >= saveFrequency.orElseThrow()) {
            batchesSinceSaving = 0;
            save(run, OptionalInt.of(batch), run.logs());
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        if (saveFrequency.isEmpty()) {
            save(run, OptionalInt.empty(), progress.logs());
        }
    }

    private void save(TrainingRun run, OptionalInt batch, SequencedMap<String, Double> logs) {
        OptionalDouble value = saveBestOnly ? monitor.value(logs) : OptionalDouble.empty();
        if (saveBestOnly && value.isEmpty()) {
            return;
        }
        Path file = pattern.file(epoch, batch, logs);
        String was = best.isPresent() ? PythonNumbers.fixed(best.getAsDouble(), 5) : "None";
        if (saveBestOnly && !monitor.isImprovement(value.getAsDouble(), best)) {
            print(monitor.metric() + " did not improve from " + was);
            return;
        }
        print((saveBestOnly ? monitor.metric() + " improved from " + was + " to "
                + PythonNumbers.fixed(value.getAsDouble(), 5) + ", " : "") + "saving model to " + file);
        best = saveBestOnly ? value : best;
        if (saveWeightsOnly) {
            run.saveWeights(file);
        } else {
            run.saveState(file);
        }
        print("finished saving model to " + file);
    }

    private void print(String message) {
        if (verbose > 0) {
            System.out.println("\nEpoch " + (epoch + 1) + ": " + message);
        }
    }

    @Override
    public SavedState save() {
        SavedState saved = new SavedState().putIntegers("epoch, batches since saving", epoch, batchesSinceSaving);
        best.ifPresent(value -> saved.putNumber("best", value));
        return saved;
    }

    @Override
    public void restore(SavedState saved) {
        long[] numbers = saved.integers("epoch, batches since saving");
        epoch = (int) numbers[0];
        batchesSinceSaving = (int) numbers[1];
        best = Settings.number(saved, "best");
    }
}
