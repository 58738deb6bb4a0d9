package org.garam.model;

import java.util.Arrays;
import java.util.List;
import org.garam.argument.Required;
import org.garam.model.layer.Layer;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** A layer in its place in a model: with a name, shapes, and weights. */
public final class ModelLayer {
    private final BuiltModel model;
    private final Architecture.Node node;

    ModelLayer(BuiltModel model, Architecture.Node node) {
        this.model = model;
        this.node = node;
    }

    /** {@return the name in the model, for example {@code dense_1}} */
    public String name() {
        return node.name();
    }

    /** {@return what the layer does} */
    public Layer layer() {
        return node.layer();
    }

    /** {@return the shape of one sample of what goes in} */
    public Shape inputShape() {
        return node.input();
    }

    /** {@return the shape of one sample of what comes out} */
    public Shape outputShape() {
        return node.output();
    }

    /** {@return the names of the weights, in the order of {@link #getWeights}: {@code kernel}, {@code bias}} */
    public List<String> weightNames() {
        return node.weights().stream().map(weight -> weight.spec().name()).toList();
    }

    /** {@return copies of the weights, in Keras' order} */
    public List<Tensor> getWeights() {
        return model.read(node.weights());
    }

    /**
     * Sets the weights, in the order of {@link #getWeights}.
     *
     * @throws ShapeException if number or shapes differ; nothing is changed then
     */
    public void setWeights(Tensor... weights) {
        setWeights(Arrays.asList(Required.allGiven("setWeights", "the weights", weights,
                "tensors, as getWeights() does")));
    }

    /**
     * Sets the weights, in the order of {@link #getWeights}.
     *
     * @throws ShapeException if number or shapes differ; nothing is changed then
     */
    public void setWeights(List<Tensor> weights) {
        model.memory().write(node.weights(), weights);
    }

    @Override
    public String toString() {
        return node + " " + node.input() + " -> " + node.output();
    }
}
