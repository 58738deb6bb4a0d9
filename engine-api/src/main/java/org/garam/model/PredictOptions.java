package org.garam.model;

import java.util.List;
import java.util.OptionalInt;
import org.garam.model.callback.Callback;

/**
 * How {@code predict} goes about it. Immutable; each method returns new options. Other than in Keras nothing is printed
 * unless {@link #verbose} says so, and batches are as large as memory allows.
 */
public final class PredictOptions {
    private static final int DEFAULT_BATCH_SIZE = 32;

    private final OptionalInt batchSize;
    private final int steps;
    private final int verbose;
    private final List<Callback> callbacks;

    private PredictOptions(OptionalInt batchSize, int steps, int verbose, List<Callback> callbacks) {
        this.batchSize = batchSize;
        this.steps = steps;
        this.verbose = verbose;
        this.callbacks = callbacks;
    }

    /** The defaults: all samples, and nothing printed. */
    public PredictOptions() {
        this(OptionalInt.empty(), Integer.MAX_VALUE, 0, List.of());
    }

    private static int positive(String otherwise, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(otherwise + value);
        }
        return value;
    }

    /** {@return options to take so many samples at once; it does not change the result but for rounding} */
    public PredictOptions batchSize(int samples) {
        int size = positive("a batch has 1 sample or more, received batchSize ", samples);
        return new PredictOptions(OptionalInt.of(size), steps, verbose, callbacks);
    }

    /** {@return options to take so many batches, the first ones; of 32 samples unless {@link #batchSize} is given} */
    public PredictOptions steps(int count) {
        int taken = positive("1 step or more are taken, received steps ", count);
        return new PredictOptions(batchSize, taken, verbose, callbacks);
    }

    /** {@return options to print nothing (0, the default), a progress bar (1) or one line (2)} */
    public PredictOptions verbose(int level) {
        return new PredictOptions(batchSize, steps, Listeners.verbose(level), callbacks);
    }

    /** {@return options to tell these, besides those there are already, how it goes on} */
    public PredictOptions callbacks(Callback... added) {
        return new PredictOptions(batchSize, steps, verbose, Listeners.joined(callbacks, added));
    }

    /** @throws IllegalArgumentException if there is an option that does not apply to a dataset */
    void requireForDataset() {
        requireNoBatchSize(batchSize);
    }

    static void requireNoBatchSize(OptionalInt batchSize) {
        if (batchSize.isPresent()) {
            throw new IllegalArgumentException("batchSize " + batchSize.getAsInt()
                    + " does not apply to a Dataset, whose"
                    + " elements are batches already; call batch(" + batchSize.getAsInt() + ") on the dataset instead");
        }
    }

    /** {@return how many samples are taken at once; empty if that does not matter} */
    OptionalInt batch() {
        return batchSize.isPresent() || steps == Integer.MAX_VALUE ? batchSize : OptionalInt.of(DEFAULT_BATCH_SIZE);
    }

    int steps() {
        return steps;
    }

    List<Callback> listeners() {
        return Listeners.of(callbacks, verbose);
    }
}
