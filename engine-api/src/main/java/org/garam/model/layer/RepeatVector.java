package org.garam.model.layer;

import static org.garam.runtime.Arrangement.broadcastTo;

import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Each sample {@code n} times: [features] to [n, features].
 *
 * @param n how often, 1 or more
 */
public record RepeatVector(int n) implements Layer {
    public RepeatVector {
        if (n < 1) {
            throw new IllegalArgumentException("RepeatVector repeats 1 time or more, received " + n);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 1) {
            throw new ShapeException("RepeatVector: takes samples of one axis, received samples of shape " + input
                    + "; put a Flatten layer before it");
        }
        return Shape.of(n, input.size(0));
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        int rows = input.shape().size(0);
        int features = input.shape().size(1);
        return broadcastTo(input.reshape(rows, 1, features), Shape.of(rows, n, features));
    }
}
