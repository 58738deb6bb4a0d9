package org.garam.model.layer;

import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduce;

import java.util.List;
import org.garam.op.ReduceFunction;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Samples divided by their norm, so that they have the length 1: {@code x / sqrt(sum(x^2))}; shorter ones than 1e-12
 * are divided by that.
 *
 * @param axes the axes the norm is taken along, counted with the batch axis; the last one by default
 */
public record UnitNormalization(List<Integer> axes) implements Layer {
    private static final double SHORTEST = 1e-12;

    public UnitNormalization {
        axes = List.copyOf(axes);
    }

    /** Along {@code axes}, the last one if none is given. */
    public UnitNormalization(int... axes) {
        this(BatchAxes.orLast("UnitNormalization", axes));
    }

    @Override
    public Shape outputShape(Shape input) {
        BatchAxes.of("UnitNormalization", axes, input);
        return input;
    }

    @Override
    public boolean autocasts() {
        return false;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        int[] along = BatchAxes.of("UnitNormalization", axes, input.shape().without(0));
        Tensor squares = reduce(ReduceFunction.SUM, square(input), true, along);
        // Bounded before the root is taken: the root's slope at zero is infinite.
        return input.div(sqrt(maximum(squares, SHORTEST * SHORTEST)));
    }
}
