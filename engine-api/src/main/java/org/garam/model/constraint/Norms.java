package org.garam.model.constraint;

import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduce;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.argument.Required;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** Lengths of the vectors a weight consists of. */
final class Norms {
    /** Keeps vectors of length zero from being divided by it; Keras' epsilon. */
    static final double EPSILON = 1e-7;

    private Norms() {}

    static List<Integer> axes(String constraint, int... axes) {
        if (Required.integers(constraint, "the array of axes", axes).isEmpty()) {
            throw new IllegalArgumentException(constraint + " takes one axis or more, along which norms are taken,"
                    + " received none; 0 is that of a Dense kernel's inputs");
        }
        return IntStream.of(axes).boxed().toList();
    }

    /**
     * {@return the norms of the vectors along {@code axes}, which stay with size one}
     *
     * @throws ShapeException if the weight does not have the axes
     */
    static Tensor of(String constraint, Tensor weight, List<Integer> axes) {
        int rank = weight.shape().rank();
        for (int axis : axes) {
            if (axis < -rank || axis >= rank) {
                throw new ShapeException(constraint + " takes norms along axis " + axis + ", which a weight of shape "
                        + weight.shape() + " does not have"
                        + (rank == 0 ? "" : "; choose one of " + -rank + " to " + (rank - 1)));
            }
        }
        int[] reduced = axes.stream().mapToInt(Integer::intValue).toArray();
        return sqrt(reduce(ReduceFunction.SUM, square(weight), true, reduced));
    }

    /** {@return {@code weight}, its vectors stretched from their {@code norms} to {@code wanted}} */
    static Tensor stretched(Tensor weight, Tensor norms, Tensor wanted) {
        return weight.mul(wanted.div(norms.add(EPSILON)));
    }

    static void requireNorm(String constraint, String what, double norm) {
        if (!(norm >= 0)) {
            throw new IllegalArgumentException(constraint + " takes a " + what + " of 0 or more, received " + norm);
        }
    }
}
