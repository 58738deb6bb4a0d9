package org.garam.model.regularizer;

import static org.garam.runtime.Arrangement.transpose;
import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.sqrt;
import static org.garam.runtime.Elementwise.square;
import static org.garam.runtime.Reductions.reduce;
import static org.garam.runtime.Reductions.reduceSum;

import org.garam.argument.Required;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/**
 * A penalty on the rows of a matrix, or its columns, that are not orthogonal to each other: {@code factor} times the
 * mean magnitude of the cosine between two of them.
 *
 * @param factor the factor, 0 or more; 0.01 by default
 * @param mode what is made orthogonal, rows by default
 */
public record OrthogonalRegularizer(double factor, Mode mode) implements Regularizer {
    /** Shorter vectors have no direction; Keras' epsilon. */
    private static final double SHORTEST = 1e-7;

    /** What is made orthogonal. */
    public enum Mode {
        ROWS,
        COLUMNS
    }

    public OrthogonalRegularizer {
        Regularizers.requireFactor("OrthogonalRegularizer", "factor", factor);
        Required.given("OrthogonalRegularizer", "the mode", mode, "Mode.ROWS or Mode.COLUMNS");
    }

    /** Of rows, with the factor 0.01. */
    public OrthogonalRegularizer() {
        this(0.01);
    }

    /** Of rows. */
    public OrthogonalRegularizer(double factor) {
        this(factor, Mode.ROWS);
    }

    @Override
    public Tensor penalty(Tensor x) {
        if (x.shape().rank() != 2) {
            throw new ShapeException("OrthogonalRegularizer takes matrices, tensors of two axes, received one of shape "
                    + x.shape());
        }
        Tensor vectors = mode == Mode.ROWS ? x : transpose(x);
        int count = vectors.shape().size(0);
        if (count < 2) {
            return reduceSum(x.mul(0));
        }
        // Bounded before the root is taken: the root's slope at zero is infinite.
        Tensor lengths = sqrt(maximum(reduce(ReduceFunction.SUM, square(vectors), true, 1), SHORTEST * SHORTEST));
        Tensor directions = vectors.div(lengths);
        Tensor cosines = abs(directions.matmul(transpose(directions)));
        // The diagonal is what each vector has with itself.
        Tensor others = reduceSum(cosines).sub(reduceSum(abs(reduceSum(square(directions), 1))));
        return others.mul(factor / (count * (count - 1.0)));
    }
}
