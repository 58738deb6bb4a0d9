package org.garam.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.garam.argument.Required;
import org.garam.data.Dataset;
import org.garam.model.callback.Callback;

/**
 * How {@code fit} goes about it; the defaults are Keras'. Immutable; each method returns new options.
 *
 * <p>There is one difference: Keras goes on when the loss has become NaN or infinite, with weights that are spoilt for
 * good. Here {@code fit} ends then, weights are what they were at the start of the epoch, and a
 * {@link NonFiniteLossException} says where the numbers went wrong; with {@link
 * org.garam.model.callback.TerminateOnNaN TerminateOnNaN} it ends without an exception. That epoch is not in the
 * history, where Keras has it with a loss of NaN.
 *
 * {@snippet :
 * model.fit(x, y, new FitOptions().epochs(30).batchSize(64).validationSplit(0.2));
 * }
 */
public final class FitOptions {
    private static final int DEFAULT_BATCH_SIZE = 32;

    /** Data that are looked at after each epoch, not trained with. */
    sealed interface Validation {}

    record ValidationSamples(Object inputs, Object targets, Object sampleWeights) implements Validation {}

    record ValidationDataset(Dataset dataset) implements Validation {}

    private int epochs = 1;
    private int initialEpoch;
    private OptionalInt batchSize = OptionalInt.empty();
    private OptionalInt stepsPerEpoch = OptionalInt.empty();
    private Optional<Boolean> shuffle = Optional.empty();
    private OptionalLong seed = OptionalLong.empty();
    private int verbose = 1;
    private double validationSplit;
    private Optional<Validation> validation = Optional.empty();
    private IntPredicate validationEpochs = _ -> true;
    private OptionalInt validationBatchSize = OptionalInt.empty();
    private int validationSteps = Integer.MAX_VALUE;
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
        copy.validationEpochs = validationEpochs;
        copy.validationBatchSize = validationBatchSize;
        copy.validationSteps = validationSteps;
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
        changed.batchSize = OptionalInt.of(samples);
        return changed;
    }

    /**
     * {@return options to end each epoch after so many steps; by default all samples are taken} As in Keras the next
     * epoch goes on behind the last step, and an epoch also ends when the samples are used up, of which is told once on
     * standard error; the one after begins with all of them again.
     */
    public FitOptions stepsPerEpoch(int steps) {
        require(steps >= 1, "an epoch has 1 step or more, received stepsPerEpoch " + steps);
        FitOptions changed = copy();
        changed.stepsPerEpoch = OptionalInt.of(steps);
        return changed;
    }

    /** {@return options to take samples in random order, a new one in each epoch; true by default} */
    public FitOptions shuffle(boolean shuffled) {
        FitOptions changed = copy();
        changed.shuffle = Optional.of(shuffled);
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
        FitOptions changed = copy();
        changed.verbose = Listeners.verbose(level);
        return changed;
    }

    /** {@return options to evaluate on these data after each epoch: tensors or Java arrays} */
    public FitOptions validationData(Object inputs, Object targets) {
        return validationData(inputs, targets, null);
    }

    /** {@return options to evaluate on these data after each epoch, with a weight for each sample} */
    public FitOptions validationData(Object inputs, Object targets, Object sampleWeights) {
        requireNoDataset("validationData", inputs);
        SampleCheck.requireGiven("validationData: " + SampleCheck.SAMPLES, inputs);
        SampleCheck.requireGiven("validationData: the targets", targets);
        FitOptions changed = copy();
        changed.validation = Optional.of(new ValidationSamples(inputs, targets, sampleWeights));
        return changed;
    }

    /**
     * {@return options to evaluate on the batches of a dataset after each epoch, each time from its beginning} They are
     * those of the dataset, whatever {@link #validationBatchSize} says.
     */
    public FitOptions validationData(Dataset batches) {
        Required.given("validationData", "the dataset", batches, "a Dataset of batches, or samples and targets");
        FitOptions changed = copy();
        changed.validation = Optional.of(new ValidationDataset(batches));
        return changed;
    }

    /** @throws IllegalArgumentException if data that come with their targets are given where samples alone belong */
    static void requireNoDataset(String what, Object samples) {
        require(!(samples instanceof Dataset), what + " takes samples and targets, or a Dataset alone, which has its"
                + " targets in its elements; received a Dataset and more");
    }

    /**
     * Finds out whether these options can be meant for a dataset.
     *
     * @throws IllegalArgumentException if there is one that only arrays and tensors can be treated by; the message says
     *     what to do instead
     */
    void requireForDataset() {
        PredictOptions.requireNoBatchSize(batchSize);
        require(!shuffle.orElse(false), "shuffle does not apply to a Dataset, which comes in its own order; call"
                + " shuffle(bufferSize, seed) on the dataset, before batch, instead");
        require(seed.isEmpty(),
                "seed is for the order of arrays and tensors; give it to the dataset's shuffle(bufferSize,"
                + " seed) instead");
        require(validationSplit == 0, "validationSplit " + validationSplit
                + " does not apply to a Dataset, whose end is not"
                + " known beforehand; split it by take(n) and skip(n) before it is shuffled, and give one part as validationData");
        require(sampleWeight.isEmpty(),
                "sampleWeight does not apply to a Dataset; have the weights as the third part of"
                + " its elements, by fromTensorSlices(x, y, weights) for example");
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

    /** {@return options to evaluate on the validation data after every so many epochs; after each by default} */
    public FitOptions validationFrequency(int epochs) {
        require(epochs >= 1, "validation is made after every 1 epoch or more, received validationFrequency " + epochs);
        FitOptions changed = copy();
        changed.validationEpochs = epoch -> (epoch + 1) % epochs == 0;
        return changed;
    }

    /**
     * {@return options to evaluate on the validation data after these epochs only, counted from 1: Keras'
     * {@code validation_freq} with a list}
     */
    public FitOptions validationAfter(int... epochs) {
        Required.allGiven("validationAfter", "the epochs", epochs, "their numbers, counted from 1");
        Set<Integer> chosen = IntStream.of(epochs).boxed().collect(Collectors.toUnmodifiableSet());
        require(chosen.stream().allMatch(epoch -> epoch >= 1),
                "the epochs to validate after are counted from 1, received " + Arrays.toString(epochs));
        FitOptions changed = copy();
        changed.validationEpochs = epoch -> chosen.contains(epoch + 1);
        return changed;
    }

    /** {@return options to take so many samples at once for validation; it does not change the result but for rounding} */
    public FitOptions validationBatchSize(int samples) {
        require(samples >= 1, "a batch has 1 sample or more, received validationBatchSize " + samples);
        FitOptions changed = copy();
        changed.validationBatchSize = OptionalInt.of(samples);
        return changed;
    }

    /**
     * {@return options to evaluate on so many batches of the validation data, the first ones, of the validation's batch
     * size or else of the training's; by default on all data}
     */
    public FitOptions validationSteps(int steps) {
        require(steps >= 1, "a validation has 1 step or more, received validationSteps " + steps);
        FitOptions changed = copy();
        changed.validationSteps = steps;
        return changed;
    }

    /**
     * {@return options to multiply the loss of each sample with its weight: a tensor or Java array [n]; or, where
     * samples have several losses, steps of time for example, each loss with its own, [n, steps]; null for none}
     */
    public FitOptions sampleWeight(Object weights) {
        FitOptions changed = copy();
        changed.sampleWeight = Optional.ofNullable(weights);
        return changed;
    }

    /** {@return options to multiply the loss of each sample with the weight of its class, 1 for classes left out} */
    public FitOptions classWeight(Map<Integer, Double> weights) {
        Required.allGiven("classWeight", "the weights", weights, "a map from class ids to weights, Map.of() for none");
        weights.forEach((id, weight) -> require(id != null && weight != null && Double.isFinite(weight),
                "classWeight has a finite weight for each class it names, received " + weights));
        FitOptions changed = copy();
        changed.classWeight = Map.copyOf(weights);
        return changed;
    }

    /** {@return options to tell these, besides those there are already, how training goes on} */
    public FitOptions callbacks(Callback... added) {
        FitOptions changed = copy();
        changed.callbacks = Listeners.joined(callbacks, added);
        return changed;
    }

    int epochs() {
        return epochs;
    }

    int initialEpoch() {
        return initialEpoch;
    }

    int batchSize() {
        return batchSize.orElse(DEFAULT_BATCH_SIZE);
    }

    OptionalInt stepsPerEpoch() {
        return stepsPerEpoch;
    }

    boolean shuffle() {
        return shuffle.orElse(true);
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

    boolean validatesAfter(int epoch) {
        return validationEpochs.test(epoch);
    }

    /** {@return how many samples are evaluated at once; empty if that does not matter} */
    OptionalInt validationBatch() {
        return validationBatchSize.isPresent() || validationSteps == Integer.MAX_VALUE ? validationBatchSize
                : OptionalInt.of(batchSize());
    }

    int validationSteps() {
        return validationSteps;
    }

    Optional<Object> sampleWeight() {
        return sampleWeight;
    }

    Map<Integer, Double> classWeight() {
        return classWeight;
    }

    /** {@return the callbacks, and behind them the one that prints} */
    List<Callback> listeners() {
        return Listeners.of(callbacks, verbose);
    }
}
