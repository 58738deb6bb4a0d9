package org.garam.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.garam.argument.Required;
import org.garam.data.Dataset;
import org.garam.model.layer.Layer;
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
public final class Sequential extends Model {
    private final List<Layer> layers = new ArrayList<>();
    private String name = "sequential";
    private DTypePolicy policy = DTypePolicy.global();
    private long seed = RandomSeed.next();
    /** Null until the shape of a sample is known. */
    private Architecture architecture;
    /** Null until weights are needed. */
    private BuiltModel built;

    /** A model of these layers. */
    public Sequential(List<? extends Layer> layers) {
        Required.each("Sequential", "layer", layers, "a layer, for example new Dense(10)").forEach(this::add);
    }

    /** A model of these layers; of none, to {@link #add} them. */
    public Sequential(Layer... layers) {
        this(Arrays.asList(Required.each("Sequential", "layer", layers, "a layer, for example new Dense(10)")));
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
        Required.given("add", "the layer", layer, "a layer, for example new Dense(10)");
        if (wasTrained()) {
            throw new IllegalStateException("the model was trained with the " + layers.size()
                    + " layers it has; to go on with another "
                    + layer.className() + " behind them make a new model, and give it these weights with setWeights");
        }
        List<Layer> extended = new ArrayList<>(layers);
        extended.add(layer);
        Optional<Shape> input = architecture != null ? Optional.of(architecture.input())
                : extended.getFirst().inputShape();
        if (input.isPresent()) {
            become(Architecture.of(policy, extended, input.get()));
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
        Required.given("build", "the shape of a sample", sample,
                "it without the batch axis, for example Shape.of(28, 28)");
        if (architecture == null) {
            become(Architecture.of(policy, layers, sample));
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
            compileBuilt(successor);
            built = successor;
        }
        architecture = next;
    }

    @Override
    BuiltModel built() {
        requireArchitecture();
        if (built == null) {
            built = new BuiltModel(Engine.current(), architecture, seed);
            compileBuilt(built);
        }
        return built;
    }

    @Override
    Optional<BuiltModel> builtAlready() {
        return Optional.ofNullable(built);
    }

    @Override
    long modelSeed() {
        return seed;
    }

    private BuiltModel builtFor(Object data) {
        SampleCheck.requireGiven(SampleCheck.SAMPLES, data);
        if (architecture == null) {
            build(sampleShape(data));
        }
        return built();
    }

    private static Shape sampleShape(Object data) {
        if (data instanceof Dataset dataset) {
            return DatasetBatches.sampleShape(dataset);
        }
        Shape shape = data instanceof Tensor tensor ? tensor.shape() : Tensor.typeOf(data).shape();
        return shape.rank() < 2 ? Shape.of(1) : shape.without(0);
    }

    /** Data that are refused leave a model as it was, also one whose input shape they would have been the first to tell. */
    @Override
    <T> T withModelFor(Object data, Function<BuiltModel, T> action) {
        boolean isFirst = architecture == null;
        try {
            return action.apply(builtFor(data));
        } catch (IllegalArgumentException e) {
            if (isFirst && builtAlready().flatMap(BuiltModel::optimizer).isEmpty()) {
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
        name = Required.given("name", "the model's name", chosen, "a text, for example \"sequential\"");
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
     * @throws IllegalArgumentException if it is another type
     * @throws IllegalStateException if there are weights already
     */
    public Sequential dtype(DType type) {
        if (Required.given("dtype", "the element type", type, "DType.FLOAT32 or DType.FLOAT64").isHalf()) {
            throw new IllegalArgumentException("a model has weights in float32 or float64, received " + type
                    + "; to compute in " + type + " with weights in float32 call dtypePolicy(\"mixed_" + type + "\")");
        }
        if (!type.isFloating()) {
            throw new IllegalArgumentException("a model computes in float32 or float64, received " + type);
        }
        return dtypePolicy(type.toString());
    }

    /**
     * Has the model work in the element types of a {@link DTypePolicy}: {@code float32}, {@code float64},
     * {@code mixed_float16} or {@code mixed_bfloat16}; by default {@link DTypePolicy#global}.
     *
     * @return this model
     * @throws IllegalArgumentException if there is no such policy; the message lists those there are
     * @throws IllegalStateException if there are weights already
     */
    public Sequential dtypePolicy(String policyName) {
        DTypePolicy chosen = DTypePolicy.named(policyName);
        requireNoWeights("the element type");
        policy = chosen;
        if (architecture != null) {
            architecture = Architecture.of(policy, layers, architecture.input());
        }
        return this;
    }

    /** {@return the element types the model works in} */
    public DTypePolicy dtypePolicy() {
        return policy;
    }

    /** {@return the element type of weights and predictions} */
    public DType dtype() {
        return policy.variableType();
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
        Required.given("getLayer", "the layer's name", layerName, "one that summary() prints");
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
        setWeights(Arrays.asList(Required.allGiven("setWeights", "the weights", weights,
                "tensors, as getWeights() does")));
    }

    /** Prints the table of layers to standard output. */
    public void summary() {
        summary(System.out);
    }

    /** Prints the table of layers: names, output shapes, and how many weights there are. */
    public void summary(Appendable out) {
        Required.given("summary", "where to print", out, "System.out, or leave it out");
        try {
            out.append(Summary.of(name, layers, architecture,
                    Optional.ofNullable(built).flatMap(BuiltModel::optimizer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
