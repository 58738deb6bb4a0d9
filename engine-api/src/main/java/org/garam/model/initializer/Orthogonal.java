package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;

/**
 * Rows, or columns if there are fewer of them, that are orthogonal to each other and of length {@code gain}, uniformly
 * distributed among all such (Saxe et al., 2014). Leading axes are taken together as rows.
 *
 * @param gain the length, 1 by default
 */
public record Orthogonal(double gain) implements Initializer {
    public Orthogonal {
        if (!Double.isFinite(gain)) {
            throw new IllegalArgumentException("orthogonal takes a finite gain, received " + gain);
        }
    }

    /** Of length 1. */
    public Orthogonal() {
        this(1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ShapeException if the weight has fewer than two axes
     */
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        if (shape.rank() < 2) {
            throw new ShapeException("the orthogonal initializer makes weights of two axes or more, received the shape "
                    + shape + "; choose another one, for example zeros");
        }
        int columns = shape.size(-1);
        int rows = Math.toIntExact(shape.without(-1).count());
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = Initializers.fill(Shape.of(length), random::nextGaussian);
            // The second pass removes what rounding has left in the first.
            subtractProjections(vectors, i);
            subtractProjections(vectors, i);
            scale(vectors[i], 1 / Math.sqrt(product(vectors[i], vectors[i])));
        }
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            int column = i % columns;
            values[i] = gain * (rows < columns ? vectors[row][column] : vectors[column][row]);
        }
        return values;
    }

    private static void subtractProjections(double[][] vectors, int last) {
        for (int i = 0; i < last; i++) {
            double part = product(vectors[i], vectors[last]);
            for (int j = 0; j < vectors[last].length; j++) {
                vectors[last][j] -= part * vectors[i][j];
            }
        }
    }

    private static double product(double[] x, double... y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void scale(double[] vector, double factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }
}
