package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.op.ShapeException;
import org.garam.tensor.Shape;

/**
 * {@code gain} on the diagonal of a matrix, 0 elsewhere.
 *
 * @param gain what is on the diagonal, 1 by default
 */
public record Identity(double gain) implements Initializer {
    /** The identity matrix. */
    public Identity() {
        this(1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ShapeException if the weight is no matrix
     */
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        if (shape.rank() != 2) {
            throw new ShapeException("the identity initializer makes matrices, weights of two axes, received the shape "
                    + shape + "; choose another one, for example zeros");
        }
        double[] values = new double[Math.toIntExact(shape.count())];
        for (int i = 0; i < Math.min(shape.size(0), shape.size(1)); i++) {
            values[i * shape.size(1) + i] = gain;
        }
        return values;
    }
}
