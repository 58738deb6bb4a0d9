package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/**
 * Normal numbers.
 *
 * @param mean their mean, 0 by default
 * @param deviation their standard deviation, 0.05 by default
 */
public record RandomNormal(double mean, double deviation) implements Initializer {
    public RandomNormal {
        Initializers.requireDeviation("random normal", deviation);
    }

    /** Mean 0, standard deviation 0.05. */
    public RandomNormal() {
        this(0, 0.05);
    }

    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return Initializers.fill(shape, () -> mean + deviation * random.nextGaussian());
    }
}
