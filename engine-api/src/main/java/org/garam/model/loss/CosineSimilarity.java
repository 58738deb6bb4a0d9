package org.garam.model.loss;

import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduce;
import static org.garam.runtime.Reductions.reduceSum;

import org.garam.op.ReduceFunction;
import org.garam.runtime.Tensor;

/**
 * The negative cosine of the angle between expected and predicted vectors, {@code -sum(y/|y| p/|p|)}: -1 for the same
 * direction, 0 for a right angle or a vector of zeros, 1 for opposite ones. The metric of this name is positive.
 *
 * @param axis the axis along which vectors lie, the last one by default
 */
public record CosineSimilarity(int axis) implements Loss {
    /** Of vectors along the last axis. */
    public CosineSimilarity() {
        this(-1);
    }

    @Override
    public String name() {
        return "cosine_similarity";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.like(name(), expected, predicted);
        return reduceSum(direction(targets).mul(direction(predicted)), axis).neg();
    }

    private Tensor direction(Tensor vectors) {
        Tensor squares = reduce(ReduceFunction.SUM, square(vectors), true, axis);
        return vectors.div(sqrt(maximum(squares, Probabilities.EPSILON * Probabilities.EPSILON)));
    }
}
