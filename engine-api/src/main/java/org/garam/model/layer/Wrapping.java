package org.garam.model.layer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.regularizer.Regularizer;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** A layer that does what another one does, and adds something to it. */
interface Wrapping extends Layer {
    /** {@return the other layer} */
    Layer layer();

    @Override
    default Shape outputShape(Shape input) {
        return layer().outputShape(input);
    }

    @Override
    default List<WeightSpec> weights(Shape input) {
        return layer().weights(input);
    }

    @Override
    default Tensor call(Tensor input, Weights weights, Phase phase) {
        return layer().call(input, weights, phase);
    }

    @Override
    default Optional<Shape> inputShape() {
        return layer().inputShape();
    }

    @Override
    default OptionalInt ids() {
        return layer().ids();
    }

    @Override
    default boolean autocasts() {
        return layer().autocasts();
    }

    @Override
    default Optional<Regularizer> activityRegularizer() {
        return layer().activityRegularizer();
    }

    @Override
    default String className() {
        return layer().className();
    }
}
