package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/**
 * Uniform numbers.
 *
 * @param lowest the lower limit, -0.05 by default
 * @param highest the upper limit, 0.05 by default
 */
public record RandomUniform(double lowest, double highest) implements Initializer {
    public RandomUniform {
        if (!(lowest <= highest)) {
            throw new IllegalArgumentException("random uniform takes a lower and an upper limit, received " + lowest
                    + " and " + highest);
        }
    }

    /** Between -0.05 and 0.05. */
    public RandomUniform() {
        this(-0.05, 0.05);
    }

    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return Initializers.fill(shape, () -> lowest + (highest - lowest) * random.nextDouble());
    }
}
