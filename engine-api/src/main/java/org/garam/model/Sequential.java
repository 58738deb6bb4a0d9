package org.garam.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Function;
import org.garam.model.layer.Layer;
import org.garam.model.loss.Loss;
import org.garam.model.metric.Metric;
import org.garam.model.optimizer.Optimizer;
import org.garam.op.ShapeException;
import org.garam.runtime.Engine;
import org.garam.runtime.Suggestion;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * A model whose layers follow one another, as in Keras.
 *
 * {@snippet :
 * Sequential model = new Sequential(new Flatten(28, 28), new Dense(300, "relu"), new Dense(10, "softmax"));
 * model.compile("sgd", "sparse_categorical_crossentropy", "accuracy");
 * History history = model.fit(images, labels, new FitOptions().epochs(30).validationSplit(0.1));
 * Tensor probabilities = model.predict(newImages);
 * }
 *
 * <p>Shapes are known at once if the first layer tells the shape of a sample, else from the first data. Weights come
 * into being when they are first needed, on the engine that is current then. Data are tensors or Java arrays such as
 * {@code float[][]} and {@code int[]}, rows first. A model is used by one thread at a time.
 */
public final class Sequential {
    private final List<Layer> layers = new ArrayList<>();
    private String name = "sequential";
    private DType dtype = DType.FLOAT32;
    private long seed = RandomSeed.next();
    private Optional<CompileOptions> options = Optional.empty();
    /** Null until the shape of a sample is known. */
    private Architecture architecture;
    /** Null until weights are needed. */
    private BuiltModel built;
    private int epochsTrained;

    /** A model of these layers. */
    public Sequential(List<? extends Layer> layers) {
        layers.forEach(this::add);
    }

    /** A model of these layers; of none, to {@link #add} them. */
    public Sequential(Layer... layers) {
        this(List.of(layers));
    }

    // ---- building ---------------------------------------------------------------------------------------------------

    /**
     * Adds a layer behind the others; weights there are already stay.
     *
     * @return this model
     * @throws ShapeException if the layer is not defined for what the one before it yields; it is not added then
     * @throws IllegalStateException if the model was trained already
     */
    public Sequential add(Layer layer) {
        Objects.requireNonNull(layer, "layer");
        if (epochsTrained > 0) {
            throw new IllegalStateException("the model was trained with the " + layers.size()
                    + " layers it has; to go on with another "
                    + layer.className() + " behind them make a new model, and give it these weights with setWeights");
        }
        List<Layer> extended = new ArrayList<>(layers);
        extended.add(layer);
        Optional<Shape> input = architecture != null ? Optional.of(architecture.input())
                : extended.getFirst().inputShape();
        if (input.isPresent()) {
            become(Architecture.of(dtype, extended, input.get()));
        } else {
            LayerNames.of(extended);
        }
        layers.add(layer);
        return this;
    }

    /**
     * Tells the shape of one sample, without the batch axis, if the first layer does not.
     *
     * @return this model
     * @throws ShapeException if a layer is not defined for it, or the model has another input shape already
     */
    public Sequential build(Shape sample) {
        if (architecture == null) {
            become(Architecture.of(dtype, layers, sample));
        } else if (!architecture.input().equals(sample)) {
            throw new ShapeException("the model takes samples of shape " + architecture.input()
                    + " and cannot be built for " + sample
                    + "; make a new one");
        }
        return this;
    }

    /** Takes on an architecture; weights that are there already go over to it. */
    private void become(Architecture next) {
        if (built != null) {
            List<Tensor> weights = getWeights();
            BuiltModel successor = new BuiltModel(built.engine(), next, seed);
            successor.memory().write(next.weights().subList(0, weights.size()), weights);
            options.ifPresent(successor::compile);
            built = successor;
        }
        architecture = next;
    }

    private BuiltModel built() {
        requireArchitecture();
        if (built == null) {
            built = new BuiltModel(Engine.current(), architecture, seed);
            options.ifPresent(built::compile);
        }
        return built;
    }

    private BuiltModel builtFor(Object data) {
        if (architecture == null && data != null) {
            Shape shape = data instanceof Tensor tensor ? tensor.shape() : Tensor.typeOf(data).shape();
            build(shape.rank() < 2 ? Shape.of(1) : shape.without(0));
        }
        return built();
    }

    /** Data that are refused leave a model as it was, also one whose input shape they would have been the first to tell. */
    private <T> T withModelFor(Object data, Function<BuiltModel, T> action) {
        boolean isFirst = architecture == null;
        try {
            return action.apply(builtFor(data));
        } catch (IllegalArgumentException e) {
            if (isFirst) {
                architecture = null;
                built = null;
            }
            throw e;
        }
    }

    private Architecture requireArchitecture() {
        if (architecture == null) {
            throw new IllegalStateException("the shape of a sample is not known yet, so there are no weights;"
                    + " begin the model with new Input(..), call build(Shape), or fit");
        }
        return architecture;
    }

    private void requireNoWeights(String what) {
        if (built != null) {
            throw new IllegalStateException(what
                    + " is chosen before there are weights; call it right after the constructor");
        }
    }

    /** Names the model; {@code sequential} by default. */
    public Sequential name(String chosen) {
        name = Objects.requireNonNull(chosen, "name");
        return this;
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /**
     * Has initial weights, the order of samples and dropout follow from {@code value} alone, on every device. By
     * default the seed comes from {@link RandomSeed}.
     *
     * @return this model
     * @throws IllegalStateException if there are weights already
     */
    public Sequential seed(long value) {
        requireNoWeights("the seed");
        seed = value;
        return this;
    }

    /**
     * Has the model compute in {@code type}, {@link DType#FLOAT32} (the default) or {@link DType#FLOAT64}.
     *
     * @return this model
     * @throws IllegalStateException if there are weights already
     */
    public Sequential dtype(DType type) {
        if (!type.isFloating()) {
            throw new IllegalArgumentException("a model computes in float32 or float64, received " + type);
        }
        requireNoWeights("the element type");
        dtype = type;
        if (architecture != null) {
            architecture = Architecture.of(type, layers, architecture.input());
        }
        return this;
    }

    /** {@return the element type of weights and output} */
    public DType dtype() {
        return dtype;
    }

    // ---- layers and weights -----------------------------------------------------------------------------------------

    /** {@return the layers in order, inputs left out} The shape of a sample must be known. */
    public List<ModelLayer> layers() {
        BuiltModel model = built();
        return architecture.nodes().stream().map(node -> new ModelLayer(model, node)).toList();
    }

    /**
     * {@return the layer called {@code layerName}}
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public ModelLayer getLayer(String layerName) {
        List<String> names = requireArchitecture().nodes().stream().map(Architecture.Node::name).toList();
        int index = names.indexOf(layerName);
        if (index < 0) {
            throw new IllegalArgumentException("no layer is called \"" + layerName + "\""
                    + Suggestion.of(layerName, names)
                    + "; there are " + String.join(", ", names));
        }
        return getLayer(index);
    }

    /**
     * {@return the layer number {@code index}, counted from 0, inputs left out; -1 is the last one}
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public ModelLayer getLayer(int index) {
        List<ModelLayer> all = layers();
        return all.get(Objects.checkIndex(index < 0 ? index + all.size() : index, all.size()));
    }

    /** {@return copies of all weights, in Keras' order: kernel and bias of the first layer, those of the second, …} */
    public List<Tensor> getWeights() {
        return built().read(requireArchitecture().weights());
    }

    /**
     * Sets all weights, in the order of {@link #getWeights}.
     *
     * @throws ShapeException if number or shapes differ; nothing is changed then
     */
    public void setWeights(List<Tensor> weights) {
        built().memory().write(requireArchitecture().weights(), weights);
    }

    /**
     * Sets all weights, in the order of {@link #getWeights}.
     *
     * @throws ShapeException if number or shapes differ; nothing is changed then
     */
    public void setWeights(Tensor... weights) {
        setWeights(List.of(weights));
    }

    /** Prints the table of layers to standard output. */
    public void summary() {
        summary(System.out);
    }

    /** Prints the table of layers: names, output shapes, and how many weights there are. */
    public void summary(Appendable out) {
        try {
            out.append(Summary.of(name, layers, architecture,
                    Optional.ofNullable(built).flatMap(BuiltModel::optimizer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        options = Optional.of(chosen);
        if (built != null) {
            built.compile(chosen);
        }
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

    private History fit(Object x, Object y, FitOptions fit, boolean endsTraining) {
        requireCompiled("fit");
        OrderSource orders = OrderSource.of(fit.seed(), seed, epochsTrained - fit.initialEpoch());
        try {
            History history = withModelFor(x, model -> model.fit(x, y, fit, orders, endsTraining));
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
        OrderSource orders = OrderSource.of(OptionalLong.empty(), seed, epochsTrained);
        return withModelFor(x, model -> model.trainingSteps(x, y, batchSize, orders));
    }

    /**
     * {@return loss and metrics after one step with all of these samples} See {@link #fit(Object, Object, FitOptions)};
     * weights do not become their moving average, should the optimizer keep one.
     */
    public SequencedMap<String, Double> trainOnBatch(Object x, Object y) {
        FitOptions once = new FitOptions().batchSize(Integer.MAX_VALUE).shuffle(false).verbose(0);
        return fit(x, y, once, false).last();
    }

    /** {@return loss and metrics by name} See {@link #evaluate(Object, Object, int)}. */
    public SequencedMap<String, Double> evaluate(Object x, Object y) {
        return evaluate(x, y, Integer.MAX_VALUE);
    }

    /**
     * {@return loss and metrics by name, sorted, without training}
     *
     * @param batchSize the most samples to take at once; it does not change the result but for rounding
     * @throws IllegalArgumentException if data do not fit the model or each other
     * @throws IllegalStateException if {@code compile} was not called
     */
    public SequencedMap<String, Double> evaluate(Object x, Object y, int batchSize) {
        return evaluate(x, y, batchSize, null);
    }

    /** {@return loss and metrics by name} As above, with a weight for each sample, [n]. */
    public SequencedMap<String, Double> evaluate(Object x, Object y, int batchSize, Object sampleWeight) {
        requireCompiled("evaluate");
        requireBatchSize(batchSize);
        return withModelFor(x, model -> model.evaluate(x, y, sampleWeight, batchSize));
    }

    private static void requireBatchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch has 1 sample or more, received batchSize " + batchSize);
        }
    }

    /** {@return the model's output for each sample} See {@link #predict(Object, int)}. */
    public Tensor predict(Object x) {
        return predict(x, Integer.MAX_VALUE);
    }

    /**
     * {@return the model's output for each sample, [n, output..]} Needs no {@code compile}.
     *
     * @param x samples, [n, sample..]: a tensor or a Java array
     * @param batchSize the most samples to take at once; it does not change the result but for rounding
     * @throws IllegalArgumentException if samples do not fit the model
     */
    public Tensor predict(Object x, int batchSize) {
        requireBatchSize(batchSize);
        return withModelFor(x, model -> model.predict(x, batchSize));
    }

    /** {@return the learning rate of the next step} The model must be compiled. */
    public double learningRate() {
        requireCompiled("learningRate");
        return built().learningRate();
    }

    /**
     * Sets the learning rate of the steps from now on; the model must be compiled.
     *
     * @throws IllegalArgumentException if the rate is negative or not finite
     * @throws IllegalStateException if the optimizer was given a schedule
     */
    public void learningRate(double rate) {
        requireCompiled("learningRate");
        built().requireOptimizer().rate(rate);
    }
}
