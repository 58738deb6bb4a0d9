package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/**
 * One number everywhere.
 *
 * @param value the number
 */
public record Constant(double value) implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return Initializers.fill(shape, () -> value);
    }
}
