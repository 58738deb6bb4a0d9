package org.garam.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Function;
import org.garam.argument.Required;
import org.garam.data.Dataset;
import org.garam.model.DatasetBatches.StepLimit;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.loss.Loss;
import org.garam.model.metric.Metric;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.state.StateFile;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;

/**
 * What every model can do, whatever its layers are like: be compiled, trained, evaluated and asked, and be saved and
 * restored. Data are tensors or Java arrays such as {@code float[][]} and {@code int[]}, rows first, or a
 * {@link Dataset} of batches. A model is used by one thread at a time.
 */
public abstract sealed class Model permits Sequential {
    private static final String DATASET = "a Dataset of batches, for example Dataset.fromTensorSlices(x, y).batch(32)";

    private Optional<CompileOptions> options = Optional.empty();
    /** The learning rate that was set before the model was built, or since. */
    private OptionalDouble rate = OptionalDouble.empty();
    private int epochsTrained;

    Model() {}

    /** {@return the model on its device, where it is put now if it was not yet} */
    abstract BuiltModel built();

    /** {@return the model on its device if it is there already} */
    abstract Optional<BuiltModel> builtAlready();

    /** {@return what {@code action} returns for the model, built for {@code data} if its input is not known yet} */
    abstract <T> T withModelFor(Object data, Function<BuiltModel, T> action);

    /** {@return what initial weights, the order of samples and dropout follow from} */
    abstract long modelSeed();

    Optional<CompileOptions> compilation() {
        return options;
    }

    boolean wasTrained() {
        return epochsTrained > 0;
    }

    // ---- training ---------------------------------------------------------------------------------------------------

    /**
     * Says how the model is trained. What an optimizer has remembered of earlier training is forgotten, weights stay.
     *
     * @param optimizer its name, for example {@code "sgd"} or {@code "adam"}, with Keras' defaults
     * @param loss its name, for example {@code "mse"} or {@code "sparse_categorical_crossentropy"}
     * @param metrics their names, for example {@code "accuracy"}
     * @throws IllegalArgumentException if a name is unknown; the message lists the known ones
     */
    public void compile(String optimizer, String loss, String... metrics) {
        compile(new CompileOptions(optimizer, loss).metrics(metrics));
    }

    /** Says how the model is trained, see {@link #compile(String, String, String...)}. */
    public void compile(Optimizer optimizer, String loss, String... metrics) {
        compile(new CompileOptions(optimizer, loss).metrics(metrics));
    }

    /** Says how the model is trained, see {@link #compile(String, String, String...)}. */
    public void compile(String optimizer, Loss loss, String... metrics) {
        compile(new CompileOptions(optimizer, loss).metrics(metrics));
    }

    /** Says how the model is trained, see {@link #compile(String, String, String...)}. */
    public void compile(Optimizer optimizer, Loss loss, String... metrics) {
        compile(new CompileOptions(optimizer, loss).metrics(metrics));
    }

    /** Says how the model is trained, see {@link #compile(String, String, String...)}. */
    public void compile(Optimizer optimizer, Loss loss, Metric first, Metric... more) {
        compile(new CompileOptions(optimizer, loss).metrics(first, more));
    }

    /** Says how the model is trained, see {@link #compile(String, String, String...)}. */
    public void compile(CompileOptions chosen) {
        options = Optional.of(Required.allGiven("compile", "the options", chosen,
                "new CompileOptions(\"sgd\", \"mse\")").withPrecision());
        rate = OptionalDouble.empty();
        builtAlready().ifPresent(this::compileBuilt);
    }

    /** Has a model on its device be trained as it was said, if it was. */
    void compileBuilt(BuiltModel model) {
        options.ifPresent(chosen -> model.compile(chosen, rate));
    }

    private void requireCompiled(String what) {
        if (options.isEmpty()) {
            throw new IllegalStateException(what + " needs a loss"
                    + (what.equals("evaluate") ? "" : " and an optimizer")
                    + "; call compile first, for example compile(\"adam\", \"mse\")");
        }
    }

    /** Trains for one epoch, with a progress bar, see {@link #fit(Object, Object, FitOptions)}. */
    public History fit(Object x, Object y) {
        return fit(x, y, new FitOptions());
    }

    /**
     * Trains the model.
     *
     * @param x samples, [n, sample..]: a tensor or a Java array; integers are converted batch by batch
     * @param y targets, [n, ..]: of the shape of the output, or class ids if the loss takes those
     * @return loss and metrics after each epoch
     * @throws IllegalArgumentException if data do not fit the model or each other, or hold NaN or infinite numbers;
     *     nothing was trained then
     * @throws NonFiniteLossException if the loss becomes NaN or infinite; the message says where that began, and the
     *     weights are those at the start of the epoch
     * @throws IllegalStateException if {@code compile} was not called
     */
    public History fit(Object x, Object y, FitOptions fit) {
        return fit(x, y, fit, true);
    }

    /** Trains for one epoch, with a progress bar, see {@link #fit(Dataset, FitOptions)}. */
    public History fit(Dataset batches) {
        return fit(batches, new FitOptions());
    }

    /**
     * Trains the model with batches that are made, checked and brought to the device while it trains, so that they may
     * be more than fit into memory. Their size, order and number are the dataset's: a pass over it is an epoch, unless
     * {@code stepsPerEpoch} says otherwise; the epoch after then goes on behind the last batch, and a dataset that is
     * used up is begun again.
     *
     * {@snippet :
     * model.fit(Dataset.fromTensorSlices(x, y).shuffle(10_000, 42).batch(32), new FitOptions().epochs(30));
     * }
     *
     * @param batches elements of features, targets and, if samples do not count alike, weights
     * @return loss and metrics after each epoch
     * @throws IllegalArgumentException if elements do not fit the model or hold NaN or infinite numbers, which shows
     *     when
     *     they come: what was trained before stays; or if an option does not apply to datasets
     * @throws NonFiniteLossException if the loss becomes NaN or infinite; the weights are those at the start of the
     *     epoch
     * @throws IllegalStateException if {@code compile} was not called
     */
    public History fit(Dataset batches, FitOptions fit) {
        requireCompiled("fit");
        Required.given("fit", "the dataset", batches, DATASET);
        given("fit", fit).requireForDataset();
        return fit(batches, model -> TrainingData.of(model, batches, fit), fit, true);
    }

    private static <T> T given(String what, T options) {
        return Required.allGiven(what, "the options", options, "new ones, or leave them out to have the defaults");
    }

    private History fit(Object x, Object y, FitOptions fit, boolean endsTraining) {
        requireCompiled("fit");
        FitOptions.requireNoDataset("fit", x);
        return fit(x, model -> TrainingData.of(model, x, y, fit), given("fit", fit), endsTraining);
    }

    private History fit(Object x, Function<BuiltModel, TrainingData> data, FitOptions fit, boolean endsTraining) {
        OrderSource orders = OrderSource.of(fit.seed(), modelSeed(), epochsTrained - fit.initialEpoch());
        try {
            History history = withModelFor(x, model -> model.fit(data, fit, orders, endsTraining));
            epochsTrained += history.epochs().size();
            return history;
        } catch (NonFiniteLossException e) {
            epochsTrained += e.history().epochs().size();
            throw e;
        }
    }

    /**
     * {@return the steps of training with these samples, to be run by hand}
     *
     * @param batchSize samples per step, 1 or more
     * @throws IllegalArgumentException if data do not fit the model or each other, or hold NaN or infinite numbers
     * @throws IllegalStateException if {@code compile} was not called
     */
    public TrainingSteps trainingSteps(Object x, Object y, int batchSize) {
        requireCompiled("trainingSteps");
        requireBatchSize(batchSize);
        OrderSource orders = OrderSource.of(OptionalLong.empty(), modelSeed(), epochsTrained);
        return withModelFor(x, model -> model.trainingSteps(x, y, batchSize, orders));
    }

    /**
     * {@return loss and metrics after one step with all of these samples} See {@link #fit(Object, Object, FitOptions)};
     * weights do not become their moving average, should the optimizer keep one.
     */
    public SequencedMap<String, Double> trainOnBatch(Object x, Object y) {
        return trainOnBatch(x, y, null);
    }

    /**
     * {@return loss and metrics after one step with all of these samples} As above, with a weight for each sample, [n].
     */
    public SequencedMap<String, Double> trainOnBatch(Object x, Object y, Object sampleWeight) {
        return trainOnBatch(x, y, sampleWeight, Map.of());
    }

    /**
     * {@return loss and metrics after one step with all of these samples} As above, with weights for classes, too, by
     * which those of samples are multiplied.
     *
     * @param sampleWeight null if all samples count alike
     */
    public SequencedMap<String, Double> trainOnBatch(Object x, Object y, Object sampleWeight,
            Map<Integer, Double> classWeight) {
        FitOptions once = new FitOptions().batchSize(Integer.MAX_VALUE).shuffle(false).verbose(0).classWeight(classWeight);
        return fit(x, y, sampleWeight == null ? once : once.sampleWeight(sampleWeight), false).last();
    }

    // ---- inference --------------------------------------------------------------------------------------------------

    /** {@return loss and metrics by name} See {@link #evaluate(Object, Object, EvaluateOptions)}. */
    public SequencedMap<String, Double> evaluate(Object x, Object y) {
        return evaluate(x, y, new EvaluateOptions());
    }

    /** {@return loss and metrics by name} See {@link #evaluate(Object, Object, EvaluateOptions)}. */
    public SequencedMap<String, Double> evaluate(Object x, Object y, int batchSize) {
        return evaluate(x, y, new EvaluateOptions().batchSize(batchSize));
    }

    /** {@return loss and metrics by name} As above, with a weight for each sample, [n]. */
    public SequencedMap<String, Double> evaluate(Object x, Object y, int batchSize, Object sampleWeight) {
        return evaluate(x, y, new EvaluateOptions().batchSize(batchSize).sampleWeight(sampleWeight));
    }

    /**
     * {@return loss and metrics by name, sorted, without training: what Keras returns with {@code return_dict=True}}
     *
     * @throws IllegalArgumentException if data do not fit the model or each other
     * @throws IllegalStateException if {@code compile} was not called
     */
    public SequencedMap<String, Double> evaluate(Object x, Object y, EvaluateOptions evaluate) {
        requireCompiled("evaluate");
        FitOptions.requireNoDataset("evaluate", x);
        Object sampleWeight = given("evaluate", evaluate).sampleWeight().orElse(null);
        return withModelFor(x, model -> model.evaluate(built -> built.samples(x, y, sampleWeight), evaluate));
    }

    /** {@return loss and metrics by name} See {@link #evaluate(Dataset, EvaluateOptions)}. */
    public SequencedMap<String, Double> evaluate(Dataset batches) {
        return evaluate(batches, new EvaluateOptions());
    }

    /**
     * {@return loss and metrics by name over the batches of a dataset, which come as in {@link #fit(Dataset,
     * FitOptions)}}
     *
     * @throws IllegalArgumentException if elements do not fit the model, or an option does not apply to datasets
     * @throws IllegalStateException if {@code compile} was not called
     */
    public SequencedMap<String, Double> evaluate(Dataset batches, EvaluateOptions evaluate) {
        requireCompiled("evaluate");
        Required.given("evaluate", "the dataset", batches, DATASET);
        given("evaluate", evaluate).requireForDataset();
        StepLimit limit = new StepLimit(evaluate.steps(), "steps");
        return withModelFor(batches, model -> model.evaluate(built -> built.batches(batches, Map.of(), limit),
                evaluate));
    }

    /** {@return loss and metrics for all of these samples at once} See {@link #evaluate(Object, Object, EvaluateOptions)}. */
    public SequencedMap<String, Double> testOnBatch(Object x, Object y) {
        return testOnBatch(x, y, null);
    }

    /** {@return loss and metrics for all of these samples at once} As above, with a weight for each sample, [n]. */
    public SequencedMap<String, Double> testOnBatch(Object x, Object y, Object sampleWeight) {
        return evaluate(x, y, Integer.MAX_VALUE, sampleWeight);
    }

    private static void requireBatchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch has 1 sample or more, received batchSize " + batchSize);
        }
    }

    /** {@return the model's output for each sample} See {@link #predict(Object, PredictOptions)}. */
    public Tensor predict(Object x) {
        return predict(x, new PredictOptions());
    }

    /** {@return the model's output for each sample} See {@link #predict(Object, PredictOptions)}. */
    public Tensor predict(Object x, int batchSize) {
        return predict(x, new PredictOptions().batchSize(batchSize));
    }

    /**
     * {@return the model's output for each sample, [n, output..]} Needs no {@code compile}.
     *
     * @param x samples, [n, sample..]: a tensor or a Java array; or a {@link Dataset} of batches, whose features count
     * @throws IllegalArgumentException if samples do not fit the model, or an option does not apply to datasets
     */
    public Tensor predict(Object x, PredictOptions predict) {
        given("predict", predict);
        if (x instanceof Dataset) {
            predict.requireForDataset();
        }
        return withModelFor(x, model -> model.predict(x, predict));
    }

    /** {@return the model's output for all of these samples at once} See {@link #predict(Object, PredictOptions)}. */
    public Tensor predictOnBatch(Object x) {
        return predict(x, Integer.MAX_VALUE);
    }

    // ---- state ------------------------------------------------------------------------------------------------------

    /**
     * Writes the weights to a file of Garam's own format, see {@link StateFile}, in one step: whenever the process is
     * stopped, there is the old file or the new one. Folders are made as needed.
     *
     * @throws StateFileException if that is not possible
     * @throws IllegalArgumentException if the file has the ending of a format of Keras
     */
    public void saveWeights(Path file) {
        Required.file("saveWeights", file);
        StateFile.write(file, ModelState.weights(built()));
    }

    /** Writes the weights to a file, see {@link #saveWeights(Path)}. */
    public void saveWeights(String file) {
        saveWeights(Required.file("saveWeights", file));
    }

    /**
     * Sets the weights to those of a file that {@link #saveWeights}, {@link #saveState} or a callback has written; the
     * layers' names and the weights' shapes must be the same.
     *
     * @throws StateFileException if the file is damaged or holds other weights; nothing is changed then
     */
    public void loadWeights(Path file) {
        Required.file("loadWeights", file);
        BuiltModel model = built();
        model.engine().run(() -> ModelState.setWeights(model, StateFile.read(file), file));
    }

    /** Sets the weights to those of a file, see {@link #loadWeights(Path)}. */
    public void loadWeights(String file) {
        loadWeights(Required.file("loadWeights", file));
    }

    /**
     * Writes the weights, what the optimizer remembers, the learning rate and the state of random numbers to a file, in
     * one step, so that training can go on from there. The model must be compiled.
     *
     * @throws StateFileException if that is not possible
     * @throws IllegalArgumentException if the file has the ending of a format of Keras
     */
    public void saveState(Path file) {
        Required.file("saveState", file);
        requireCompiled("saveState");
        BuiltModel model = built();
        StateFile.write(file, model.engine().call(() -> ModelState.whole(model)));
    }

    /** Writes the state of training to a file, see {@link #saveState(Path)}. */
    public void saveState(String file) {
        saveState(Required.file("saveState", file));
    }

    /**
     * Takes on the state a file holds that {@link #saveState} or a callback has written. The model must be compiled as
     * that one was.
     *
     * @throws StateFileException if the file is damaged or holds the state of another model; nothing is changed then
     */
    public void loadState(Path file) {
        Required.file("loadState", file);
        requireCompiled("loadState");
        BuiltModel model = built();
        model.engine().run(() -> ModelState.setWhole(model, StateFile.read(file), file));
    }

    /** Takes on the state a file holds, see {@link #loadState(Path)}. */
    public void loadState(String file) {
        loadState(Required.file("loadState", file));
    }

    /** {@return the learning rate of the next step} The model must be compiled. */
    public double learningRate() {
        requireCompiled("learningRate");
        return builtAlready().map(BuiltModel::learningRate)
                .orElseGet(() -> rate.orElseGet(() -> options.orElseThrow().optimizer().learningRate().at(0L)));
    }

    /** {@return what the next step multiplies the loss with, if it is scaled} The model must be compiled. */
    public OptionalDouble lossScale() {
        requireCompiled("lossScale");
        return built().lossScale();
    }

    /**
     * Sets the learning rate of the steps from now on; the model must be compiled.
     *
     * @throws IllegalArgumentException if the rate is negative or not finite
     * @throws IllegalStateException if the optimizer was given a schedule
     */
    public void learningRate(double chosen) {
        requireCompiled("learningRate");
        OptimizerMemory.requireSettable(options.orElseThrow().optimizer().learningRate(), chosen);
        rate = OptionalDouble.of(chosen);
        builtAlready().ifPresent(model -> model.requireOptimizer().rate(chosen));
    }
}
