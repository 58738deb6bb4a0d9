package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.garam.model.callback.Callback;
import org.garam.model.callback.ProgressBar;

/**
 * How {@code fit} goes about it; the defaults are Keras'. Immutable; each method returns new options.
 *
 * {@snippet :
 * model.fit(x, y, new FitOptions().epochs(30).batchSize(64).validationSplit(0.2));
 * }
 */
public final class FitOptions {
    private static final int DEFAULT_BATCH_SIZE = 32;

    /** Data that are looked at after each epoch, not trained with. */
    record Validation(Object inputs, Object targets, Object sampleWeights) {}

    private int epochs = 1;
    private int initialEpoch;
    private int batchSize = DEFAULT_BATCH_SIZE;
    private int stepsPerEpoch = Integer.MAX_VALUE;
    private boolean shuffle = true;
    private OptionalLong seed = OptionalLong.empty();
    private int verbose = 1;
    private double validationSplit;
    private Optional<Validation> validation = Optional.empty();
    private Optional<Object> sampleWeight = Optional.empty();
    private Map<Integer, Double> classWeight = Map.of();
    private List<Callback> callbacks = List.of();

    /** The defaults: one epoch, batches of 32, shuffled, with a progress bar, without validation. */
    public FitOptions() {}

    private FitOptions copy() {
        FitOptions copy = new FitOptions();
        copy.epochs = epochs;
        copy.initialEpoch = initialEpoch;
        copy.batchSize = batchSize;
        copy.stepsPerEpoch = stepsPerEpoch;
        copy.shuffle = shuffle;
        copy.seed = seed;
        copy.verbose = verbose;
        copy.validationSplit = validationSplit;
        copy.validation = validation;
        copy.sampleWeight = sampleWeight;
        copy.classWeight = classWeight;
        copy.callbacks = callbacks;
        return copy;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * {@return options to train until {@code number} epochs are done, those before {@link #initialEpoch} counted; 1 by
     * default}
     */
    public FitOptions epochs(int number) {
        require(number >= 1, "fit trains for 1 epoch or more, received epochs " + number);
        FitOptions changed = copy();
        changed.epochs = number;
        return changed;
    }

    /** {@return options to number the first epoch so, to go on where another call stopped; 0 by default} */
    public FitOptions initialEpoch(int number) {
        require(number >= 0, "epochs are counted from 0, received initialEpoch " + number);
        FitOptions changed = copy();
        changed.initialEpoch = number;
        return changed;
    }

    /** {@return options to take so many samples for one step; 32 by default} */
    public FitOptions batchSize(int samples) {
        require(samples >= 1, "a batch has 1 sample or more, received batchSize " + samples);
        FitOptions changed = copy();
        changed.batchSize = samples;
        return changed;
    }

    /** {@return options to end each epoch after so many steps; by default all samples are taken} */
    public FitOptions stepsPerEpoch(int steps) {
        require(steps >= 1, "an epoch has 1 step or more, received stepsPerEpoch " + steps);
        FitOptions changed = copy();
        changed.stepsPerEpoch = steps;
        return changed;
    }

    /** {@return options to take samples in random order, a new one in each epoch; true by default} */
    public FitOptions shuffle(boolean shuffled) {
        FitOptions changed = copy();
        changed.shuffle = shuffled;
        return changed;
    }

    /** {@return options to draw the order of samples from this seed; by default it follows from the model's} */
    public FitOptions seed(long value) {
        FitOptions changed = copy();
        changed.seed = OptionalLong.of(value);
        return changed;
    }

    /** {@return options to print nothing (0), a progress bar (1, the default) or one line for each epoch (2)} */
    public FitOptions verbose(int level) {
        require(level >= 0 && level <= 2,
                "verbose is 0 (nothing), 1 (progress bar) or 2 (one line per epoch), received " + level);
        FitOptions changed = copy();
        changed.verbose = level;
        return changed;
    }

    /** {@return options to evaluate on these data after each epoch: tensors or Java arrays} */
    public FitOptions validationData(Object inputs, Object targets) {
        return validationData(inputs, targets, null);
    }

    /** {@return options to evaluate on these data after each epoch, with a weight for each sample} */
    public FitOptions validationData(Object inputs, Object targets, Object sampleWeights) {
        FitOptions changed = copy();
        changed.validation = Optional.of(new Validation(inputs, targets, sampleWeights));
        return changed;
    }

    /**
     * {@return options to keep this share of the samples, the last ones before shuffling, for validation; 0 by default}
     */
    public FitOptions validationSplit(double share) {
        require(share > 0 && share < 1,
                "validationSplit is the share of samples kept for validation, more than 0 and less than 1,"
                + " received " + share);
        FitOptions changed = copy();
        changed.validationSplit = share;
        return changed;
    }

    /** {@return options to multiply the loss of each sample with its weight: a tensor or Java array [n]} */
    public FitOptions sampleWeight(Object weights) {
        FitOptions changed = copy();
        changed.sampleWeight = Optional.of(weights);
        return changed;
    }

    /** {@return options to multiply the loss of each sample with the weight of its class, 1 for classes left out} */
    public FitOptions classWeight(Map<Integer, Double> weights) {
        FitOptions changed = copy();
        changed.classWeight = Map.copyOf(weights);
        return changed;
    }

    /** {@return options to tell these, besides those there are already, how training goes on} */
    public FitOptions callbacks(Callback... added) {
        List<Callback> all = new ArrayList<>(callbacks);
        all.addAll(List.of(added));
        FitOptions changed = copy();
        changed.callbacks = List.copyOf(all);
        return changed;
    }

    int epochs() {
        return epochs;
    }

    int initialEpoch() {
        return initialEpoch;
    }

    int batchSize() {
        return batchSize;
    }

    int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    boolean shuffle() {
        return shuffle;
    }

    OptionalLong seed() {
        return seed;
    }

    double validationSplit() {
        return validationSplit;
    }

    Optional<Validation> validation() {
        return validation;
    }

    Optional<Object> sampleWeight() {
        return sampleWeight;
    }

    Map<Integer, Double> classWeight() {
        return classWeight;
    }

    /** {@return the callbacks, with the one that prints} */
    List<Callback> listeners() {
        List<Callback> listeners = new ArrayList<>();
        if (verbose == 1) {
            listeners.add(ProgressBar.bar());
        } else if (verbose == 2) {
            listeners.add(ProgressBar.lines(System.out));
        }
        listeners.addAll(callbacks);
        return listeners;
    }
}
