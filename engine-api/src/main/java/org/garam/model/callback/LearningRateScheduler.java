package org.garam.model.callback;

import java.util.List;
import org.garam.argument.Required;

/**
 * Sets the learning rate at the beginning of each epoch; Keras' {@code LearningRateScheduler}. Adds the rate to the
 * logs, as {@code learning_rate}.
 *
 * {@snippet :
 * new LearningRateScheduler((epoch, rate) -> epoch < 10 ? rate : rate * Math.exp(-0.1))
 * }
 */
public final class LearningRateScheduler implements Callback {
    static final String LEARNING_RATE = "learning_rate";

    /** Says the rate of an epoch. */
    @FunctionalInterface
    public interface Schedule {
        /**
         * {@return the learning rate of an epoch}
         *
         * @param epoch its number, counted from 0
         * @param rate the rate so far
         */
        double rate(int epoch, double rate);
    }

    private final Schedule schedule;
    private final int verbose;

    /** Follows {@code schedule} and prints nothing. */
    public LearningRateScheduler(Schedule schedule) {
        this(schedule, 0);
    }

    /**
     * Follows {@code schedule}.
     *
     * @param verbose whether to print nothing (0) or the rate of each epoch (1)
     */
    public LearningRateScheduler(Schedule schedule, int verbose) {
        this.schedule = Required.given("LearningRateScheduler", "the schedule", schedule,
                "a function of epoch and rate, for example (epoch, rate) -> rate * 0.9");
        this.verbose = Settings.verbose(verbose);
    }

    @Override
    public List<String> logged() {
        return List.of(LEARNING_RATE);
    }

    @Override
    public void onEpochBegin(TrainingRun run, int epoch) {
        double rate = schedule.rate(epoch, run.learningRate());
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("the schedule of LearningRateScheduler gave " + rate + " for epoch " + epoch
                    + "; a learning rate is finite and 0 or more");
        }
        run.learningRate(rate);
        if (verbose > 0) {
            System.out.println("\nEpoch " + (epoch + 1) + ": LearningRateScheduler setting learning rate to "
                    + PythonNumbers.text(rate) + ".");
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, Progress progress) {
        run.log(LEARNING_RATE, run.learningRate());
    }
}
