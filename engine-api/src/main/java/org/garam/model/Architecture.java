package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.garam.model.layer.Input;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Named;
import org.garam.model.layer.Phase;
import org.garam.model.layer.WeightSpec;
import org.garam.model.layer.Weights;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * The layers of a model and all that follows from the shape of its input: shapes, weights, and where each weight lies
 * in the flat memory of those that are trained or of those that are not.
 *
 * @param policy the element types of the weights and of what is computed
 * @param input the shape of one sample
 * @param nodes the layers in order, inputs left out
 */
record Architecture(DTypePolicy policy, Shape input, List<Node> nodes) {
    /** One weight and where it lies. */
    record Placed(String layer, WeightSpec spec, int number, int offset) {
        int count() {
            return Math.toIntExact(spec.shape().count());
        }

        @Override
        public String toString() {
            return "weight \"" + spec.name() + "\" " + spec.shape() + " of layer \"" + layer + "\"";
        }
    }

    /** One layer in its place; shapes are those of one sample. */
    record Node(String name, Layer layer, Shape input, Shape output, List<Placed> weights) {
        @Override
        public String toString() {
            return "layer \"" + name + "\" (" + layer.className() + ")";
        }
    }

    /**
     * {@return the architecture of {@code layers} for samples of {@code input}}
     *
     * @throws ShapeException if a layer is not defined for what the one before it yields
     */
    static Architecture of(DTypePolicy policy, List<Layer> layers, Shape input) {
        if (layers.isEmpty()) {
            throw new IllegalStateException("the model has no layers; add some first");
        }
        List<String> names = LayerNames.of(layers);
        List<Node> nodes = new ArrayList<>();
        Shape shape = input;
        int number = 0;
        int trained = 0;
        int fixed = 0;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            List<Placed> weights = new ArrayList<>();
            Shape output = outputShape(names.get(i), layer, shape);
            for (WeightSpec spec : layer.weights(shape)) {
                Placed placed = new Placed(names.get(i), spec, number++, spec.trainable() ? trained : fixed);
                weights.add(placed);
                trained = spec.trainable() ? Math.addExact(trained, placed.count()) : trained;
                fixed = spec.trainable() ? fixed : Math.addExact(fixed, placed.count());
            }
            if (!isInput(layer)) {
                nodes.add(new Node(names.get(i), layer, shape, output, List.copyOf(weights)));
            }
            shape = output;
        }
        return new Architecture(policy, input, List.copyOf(nodes));
    }

    /** {@return whether {@code layer} only tells a shape, and so is not listed among a model's layers} */
    static boolean isInput(Layer layer) {
        return layer instanceof Input || layer instanceof Named named && isInput(named.layer());
    }

    private static Shape outputShape(String name, Layer layer, Shape input) {
        try {
            return layer.outputShape(input);
        } catch (ShapeException e) {
            throw new ShapeException("layer \"" + name + "\" (" + layer.className()
                    + ") does not take samples of shape " + input
                    + ": " + e.getMessage());
        }
    }

    /** {@return the element type of weights, loss, metrics and predictions} */
    DType dtype() {
        return policy.variableType();
    }

    /** {@return the element type that a layer takes samples and weights in} */
    DType typeOf(Node node) {
        return node.layer().autocasts() ? policy.computeType() : dtype();
    }

    /** {@return the shape of one sample of what the model yields} */
    Shape output() {
        return nodes.isEmpty() ? input : nodes.getLast().output();
    }

    /** {@return how many different whole numbers samples may hold, from 0 on, if they are such numbers} */
    OptionalInt ids() {
        return nodes.stream().limit(1).map(node -> node.layer().ids()).filter(OptionalInt::isPresent).findFirst()
                .orElse(OptionalInt.empty());
    }

    /** {@return all weights in the order of {@code getWeights}} */
    List<Placed> weights() {
        return nodes.stream().flatMap(node -> node.weights().stream()).toList();
    }

    /** {@return the weights that are trained, or those that are not, in the order they lie in memory} */
    List<Placed> weights(boolean trained) {
        return weights().stream().filter(weight -> weight.spec().trainable() == trained).toList();
    }

    /** {@return how many elements the trained, or the other, weights have together} */
    int count(boolean trained) {
        return weights(trained).stream().mapToInt(Placed::count).sum();
    }

    /** {@return the elements of the largest value that one sample is turned into on its way} */
    long largestValue() {
        return nodes.stream().mapToLong(node -> node.output().count()).reduce(input.count(), Math::max);
    }

    /**
     * {@return the output of each layer for a batch}
     *
     * @param batch in the type of the weights
     * @param weightsOf the weights of one layer, in its type
     */
    List<Tensor> call(Tensor batch, Function<Node, Weights> weightsOf, Phase phase) {
        List<Tensor> outputs = new ArrayList<>();
        Tensor value = batch;
        for (Node node : nodes) {
            Tensor taken = value.cast(typeOf(node));
            value = node.layer().call(taken, weightsOf.apply(node), phase).cast(policy.computeType());
            outputs.add(value);
        }
        return outputs;
    }
}
