package org.garam.model.callback;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.garam.model.state.SavedState;
import org.garam.runtime.Tensor;

/**
 * Ends training when a metric has stopped getting better; Keras' {@code EarlyStopping} with its defaults.
 *
 * {@snippet :
 * model.fit(x, y, new FitOptions().epochs(100).validationSplit(0.2)
 *         .callbacks(new EarlyStopping().patience(5).restoreBestWeights(true)));
 * }
 *
 * <p>An epoch without a value of the metric, because validation is not made after each, is passed over. A metric there
 * will never be is an error before training begins.
 */
public final class EarlyStopping implements StatefulCallback {
    private final Monitor monitor = new Monitor("EarlyStopping");
    private int patience;
    private int verbose;
    private OptionalDouble baseline = OptionalDouble.empty();
    private boolean restoreBestWeights;
    private int startFromEpoch;

    private int wait;
    private int stoppedEpoch;
    private int bestEpoch;
    private OptionalDouble best = OptionalDouble.empty();
    private List<Tensor> bestWeights = List.of();

    /** With Keras' defaults: monitors {@code val_loss}, without patience. */
    public EarlyStopping() {}

    /**
     * Chooses the metric, {@code val_loss} by default.
     *
     * @return this
     */
    public EarlyStopping monitor(String metric) {
        monitor.metric(metric);
        return this;
    }

    /**
     * Sets by how much the metric has to get better to count, 0 by default.
     *
     * @return this
     */
    public EarlyStopping minDelta(double least) {
        monitor.minDelta(least);
        return this;
    }

    /**
     * Sets after how many epochs without getting better training ends, 0 by default.
     *
     * @return this
     */
    public EarlyStopping patience(int epochs) {
        patience = Settings.atLeast(0, epochs, "patience is a number of epochs");
        return this;
    }

    /**
     * Prints nothing (0, the default) or what is done (1).
     *
     * @return this
     */
    public EarlyStopping verbose(int level) {
        verbose = Settings.verbose(level);
        return this;
    }

    /**
     * Sets which way is better: {@code "min"}, {@code "max"}, or {@code "auto"} (the default) by the metric's name.
     *
     * @return this
     */
    public EarlyStopping mode(String mode) {
        monitor.mode(mode);
        return this;
    }

    /**
     * Sets a value that must be bettered within the patience; none by default.
     *
     * @return this
     */
    public EarlyStopping baseline(double value) {
        baseline = OptionalDouble.of(value);
        return this;
    }

    /**
     * Has the model end with the weights of the best epoch instead of those of the last, false by default. They are kept
     * in memory; whether they were better than the baseline does not matter.
     *
     * @return this
     */
    public EarlyStopping restoreBestWeights(boolean restored) {
        restoreBestWeights = restored;
        return this;
    }

    /**
     * Sets the first epoch that counts, 0 by default.
     *
     * @return this
     */
    public EarlyStopping startFromEpoch(int epoch) {
        startFromEpoch = Settings.atLeast(0, epoch, "startFromEpoch is the number of an epoch, counted from 0");
        return this;
    }

    /** {@return the epoch after which training was stopped, counted from 0; 0 if it was not} */
    public int stoppedEpoch() {
        return stoppedEpoch;
    }

    /** {@return the best epoch so far, counted from 0} */
    public int bestEpoch() {
        return bestEpoch;
    }

    /** {@return the metric's best value so far} */
    public OptionalDouble best() {
        return best;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        monitor.begin(run);
        wait = 0;
        stoppedEpoch = 0;
        bestEpoch = 0;
        best = OptionalDouble.empty();
        bestWeights = List.of();
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        OptionalDouble value = monitor.value(progress.logs());
        if (value.isEmpty() || progress.epoch() < startFromEpoch) {
            return;
        }
        boolean isImprovement = monitor.isImprovement(value.getAsDouble(), best);
        if (restoreBestWeights && (isImprovement || bestWeights.isEmpty())) {
            bestWeights = run.getWeights();
            bestEpoch = progress.epoch();
        }
        wait++;
        if (isImprovement) {
            best = value;
            bestEpoch = progress.epoch();
            if (monitor.isImprovement(value.getAsDouble(), baseline)) {
                wait = 0;
            }
        } else if (wait >= patience && progress.epoch() > 0) {
            stoppedEpoch = progress.epoch();
            run.stop();
        }
    }

    @Override
    public void onTrainEnd(TrainingRun run) {
        if (stoppedEpoch > 0 && verbose > 0) {
            System.out.println("Epoch " + (stoppedEpoch + 1) + ": early stopping");
        }
        if (!bestWeights.isEmpty()) {
            if (verbose > 0) {
                System.out.println("Restoring model weights from the end of the best epoch: " + (bestEpoch + 1) + ".");
            }
            run.setWeights(bestWeights);
        }
    }

    @Override
    public SavedState save() {
        SavedState saved = new SavedState().putIntegers("wait, stopped epoch, best epoch", wait, stoppedEpoch, bestEpoch);
        best.ifPresent(value -> saved.putNumber("best", value));
        for (int i = 0; i < bestWeights.size(); i++) {
            saved.put("best weights/" + i, bestWeights.get(i));
        }
        return saved;
    }

    @Override
    public void restore(SavedState saved) {
        long[] numbers = saved.integers("wait, stopped epoch, best epoch");
        wait = (int) numbers[0];
        stoppedEpoch = (int) numbers[1];
        bestEpoch = (int) numbers[2];
        best = Settings.number(saved, "best");
        List<Tensor> weights = new ArrayList<>();
        while (saved.has("best weights/" + weights.size())) {
            weights.add(saved.tensor("best weights/" + weights.size()));
        }
        bestWeights = List.copyOf(weights);
    }
}
