package org.garam.model.callback;

import java.util.List;
import java.util.OptionalDouble;
import org.garam.model.state.SavedState;

/**
 * Multiplies the learning rate with a factor when a metric has stopped getting better; Keras'
 * {@code ReduceLROnPlateau} with its defaults. Adds the rate to the logs, as {@code learning_rate}.
 *
 * <p>An epoch without a value of the metric, because validation is not made after each, is passed over. A metric there
 * will never be is an error before training begins.
 */
public final class ReduceLROnPlateau implements StatefulCallback {
    private final Monitor monitor = new Monitor("ReduceLROnPlateau");
    private double factor = 0.1;
    private int patience = 10;
    private int verbose;
    private int cooldown;
    private double minLearningRate;

    private OptionalDouble best = OptionalDouble.empty();
    private int wait;
    private int cooldownLeft;

    /** With Keras' defaults: monitors {@code val_loss}, a tenth of the rate after 10 epochs. */
    public ReduceLROnPlateau() {
        monitor.minDelta(1e-4);
    }

    /**
     * Chooses the metric, {@code val_loss} by default.
     *
     * @return this
     */
    public ReduceLROnPlateau monitor(String metric) {
        monitor.metric(metric);
        return this;
    }

    /**
     * Sets what the rate is multiplied with, 0.1 by default.
     *
     * @return this
     */
    public ReduceLROnPlateau factor(double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("factor is what the learning rate is multiplied with, 0 or more and less"
                    + " than 1, received " + value);
        }
        factor = value;
        return this;
    }

    /**
     * Sets after how many epochs without getting better the rate is reduced, 10 by default.
     *
     * @return this
     */
    public ReduceLROnPlateau patience(int epochs) {
        patience = Settings.atLeast(0, epochs, "patience is a number of epochs");
        return this;
    }

    /**
     * Prints nothing (0, the default) or each reduction (1).
     *
     * @return this
     */
    public ReduceLROnPlateau verbose(int level) {
        verbose = Settings.verbose(level);
        return this;
    }

    /**
     * Sets which way is better: {@code "min"}, {@code "max"}, or {@code "auto"} (the default) by the metric's name.
     *
     * @return this
     */
    public ReduceLROnPlateau mode(String mode) {
        monitor.mode(mode);
        return this;
    }

    /**
     * Sets by how much the metric has to get better to count, 0.0001 by default.
     *
     * @return this
     */
    public ReduceLROnPlateau minDelta(double least) {
        monitor.minDelta(least);
        return this;
    }

    /**
     * Sets how many epochs after a reduction do not count, 0 by default.
     *
     * @return this
     */
    public ReduceLROnPlateau cooldown(int epochs) {
        cooldown = Settings.atLeast(0, epochs, "cooldown is a number of epochs");
        return this;
    }

    /**
     * Sets the least rate, 0 by default.
     *
     * @return this
     */
    public ReduceLROnPlateau minLearningRate(double least) {
        if (!(least >= 0) || Double.isInfinite(least)) {
            throw new IllegalArgumentException("minLearningRate is a finite rate, 0 or more, received " + least);
        }
        minLearningRate = least;
        return this;
    }

    @Override
    public List<String> logged() {
        return List.of(LearningRateScheduler.LEARNING_RATE);
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        monitor.begin(run);
        // A rate that follows a schedule cannot be set; that is better known now than at the first plateau.
        run.learningRate(run.learningRate());
        best = OptionalDouble.empty();
        wait = 0;
        cooldownLeft = 0;
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        double rate = run.learningRate();
        run.log(LearningRateScheduler.LEARNING_RATE, rate);
        OptionalDouble value = monitor.metric().equals(LearningRateScheduler.LEARNING_RATE) ? OptionalDouble.of(rate)
                : monitor.value(progress.logs());
        if (value.isEmpty()) {
            return;
        }
        if (cooldownLeft > 0) {
            cooldownLeft--;
            wait = 0;
        }
        if (monitor.isImprovement(value.getAsDouble(), best)) {
            best = value;
            wait = 0;
        } else if (cooldownLeft == 0) {
            wait++;
            if (wait >= patience && rate > (float) minLearningRate) {
                reduce(run, rate, progress.epoch());
            }
        }
    }

    private void reduce(TrainingRun run, double rate, int epoch) {
        double reduced = Math.max(rate * factor, minLearningRate);
        run.learningRate(reduced);
        if (verbose > 0) {
            System.out.println("\nEpoch " + (epoch + 1) + ": ReduceLROnPlateau reducing learning rate to "
                    + PythonNumbers.text(reduced) + ".");
        }
        cooldownLeft = cooldown;
        wait = 0;
    }

    @Override
    public SavedState save() {
        SavedState saved = new SavedState().putIntegers("wait, cooldown", wait, cooldownLeft);
        best.ifPresent(value -> saved.putNumber("best", value));
        return saved;
    }

    @Override
    public void restore(SavedState saved) {
        long[] numbers = saved.integers("wait, cooldown");
        wait = (int) numbers[0];
        cooldownLeft = (int) numbers[1];
        best = Settings.number(saved, "best");
    }
}
