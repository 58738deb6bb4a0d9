package org.garam.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.callback.Callback;

/**
 * How {@code evaluate} goes about it. Immutable; each method returns new options. Other than in Keras nothing is printed
 * unless {@link #verbose} says so, and batches are as large as memory allows.
 */
public final class EvaluateOptions {
    private static final int DEFAULT_BATCH_SIZE = 32;

    private final OptionalInt batchSize;
    private final int steps;
    private final int verbose;
    private final List<Callback> callbacks;
    private final Optional<Object> sampleWeight;

    private EvaluateOptions(OptionalInt batchSize, int steps, int verbose, List<Callback> callbacks,
            Optional<Object> sampleWeight) {
        this.batchSize = batchSize;
        this.steps = steps;
        this.verbose = verbose;
        this.callbacks = callbacks;
        this.sampleWeight = sampleWeight;
    }

    /** The defaults: all samples, and nothing printed. */
    public EvaluateOptions() {
        this(OptionalInt.empty(), Integer.MAX_VALUE, 0, List.of(), Optional.empty());
    }

    private static int positive(String otherwise, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(otherwise + value);
        }
        return value;
    }

    /** {@return options to take so many samples at once; it does not change the result but for rounding} */
    public EvaluateOptions batchSize(int samples) {
        int size = positive("a batch has 1 sample or more, received batchSize ", samples);
        return new EvaluateOptions(OptionalInt.of(size), steps, verbose, callbacks, sampleWeight);
    }

    /** {@return options to take so many batches, the first ones; of 32 samples unless {@link #batchSize} is given} */
    public EvaluateOptions steps(int count) {
        int taken = positive("1 step or more are taken, received steps ", count);
        return new EvaluateOptions(batchSize, taken, verbose, callbacks, sampleWeight);
    }

    /** {@return options to print nothing (0, the default), a progress bar (1) or one line (2)} */
    public EvaluateOptions verbose(int level) {
        return new EvaluateOptions(batchSize, steps, Listeners.verbose(level), callbacks, sampleWeight);
    }

    /** {@return options to tell these, besides those there are already, how it goes on} */
    public EvaluateOptions callbacks(Callback... added) {
        return new EvaluateOptions(batchSize, steps, verbose, Listeners.joined(callbacks, added), sampleWeight);
    }

    /** {@return options to multiply losses with weights, see {@link FitOptions#sampleWeight}; null for none} */
    public EvaluateOptions sampleWeight(Object weights) {
        return new EvaluateOptions(batchSize, steps, verbose, callbacks, Optional.ofNullable(weights));
    }

    /** @throws IllegalArgumentException if there is an option that does not apply to a dataset */
    void requireForDataset() {
        PredictOptions.requireNoBatchSize(batchSize);
        if (sampleWeight.isPresent()) {
            throw new IllegalArgumentException("sampleWeight does not apply to a Dataset; have the weights as the third"
                    + " part of its elements, by fromTensorSlices(x, y, weights) for example");
        }
    }

    Optional<Object> sampleWeight() {
        return sampleWeight;
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
