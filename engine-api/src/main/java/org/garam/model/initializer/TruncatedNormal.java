package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/**
 * Normal numbers, drawn again where they are farther than two standard deviations from their mean.
 *
 * @param mean their mean, 0 by default
 * @param deviation the standard deviation before the far ones are drawn again, 0.05 by default
 */
public record TruncatedNormal(double mean, double deviation) implements Initializer {
    private static final double FARTHEST = 2;

    public TruncatedNormal {
        Initializers.requireDeviation("truncated normal", deviation);
    }

    /** Mean 0, standard deviation 0.05. */
    public TruncatedNormal() {
        this(0, 0.05);
    }

    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return Initializers.fill(shape, () -> mean + deviation * near(random));
    }

    private static double near(RandomGenerator random) {
        double drawn = random.nextGaussian();
        while (Math.abs(drawn) > FARTHEST) {
            drawn = random.nextGaussian();
        }
        return drawn;
    }
}
