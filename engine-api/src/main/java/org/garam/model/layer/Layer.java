package org.garam.model.layer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.regularizer.Regularizer;
import org.garam.model.regularizer.Regularizers;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * A layer: an immutable record of its configuration with three pure functions. It holds no weights; the model keeps
 * them and passes them in. Shapes given to and returned by a layer are those of one sample, without the batch axis.
 */
public interface Layer {
    /**
     * {@return the shape of one sample of the output for one sample of {@code input}}
     *
     * @throws ShapeException if the layer is not defined for it; the message says what to do
     */
    Shape outputShape(Shape input);

    /** {@return the weights the layer needs for samples of {@code input}, in Keras' order} */
    default List<WeightSpec> weights(Shape input) {
        return List.of();
    }

    /** {@return the output for a batch, [batch, sample..]} */
    Tensor call(Tensor input, Weights weights, Phase phase);

    /** {@return the shape of one sample if the layer was told it, as a model's first layer is; Keras' input_shape} */
    default Optional<Shape> inputShape() {
        return Optional.empty();
    }

    /**
     * {@return how many different whole numbers, 0 and up, the layer takes, if its input are such numbers: words, for
     * example, that have no size of their own}
     */
    default OptionalInt ids() {
        return OptionalInt.empty();
    }

    /**
     * {@return whether the layer computes in the type the model's dtype policy tells, 16 bits perhaps; if not, its
     * samples and weights are in the type of the weights, for example to normalize, and its output is cast}
     */
    default boolean autocasts() {
        return true;
    }

    /** {@return the penalty on the output, which is added to the loss divided by the batch size, if there is one} */
    default Optional<Regularizer> activityRegularizer() {
        return Optional.empty();
    }

    /** {@return this layer with a penalty on its output: Keras' activity_regularizer} To be called last. */
    default Layer activityRegularizer(Regularizer penalty) {
        return new Regularized(this, penalty);
    }

    /** {@return this layer with the penalty on its output that Keras calls {@code name}} To be called last. */
    default Layer activityRegularizer(String name) {
        return activityRegularizer(Regularizers.named(name));
    }

    /** {@return this layer, called {@code name} in its model instead of by its class} */
    default Layer named(String name) {
        return new Named(name, this);
    }

    /**
     * {@return the Keras class name, {@code Dense}; its lower-case form names layers: {@code dense}, {@code dense_1}}
     */
    default String className() {
        return getClass().getSimpleName();
    }
}
