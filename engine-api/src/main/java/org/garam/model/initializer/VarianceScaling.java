package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.argument.Required;
import org.garam.tensor.Shape;

/**
 * Random numbers of mean 0 and a variance that depends on how many inputs or outputs a weight connects, so that signals
 * keep their size from layer to layer. All of Glorot's, He's and LeCun's initializers are this with other numbers.
 *
 * @param scale the variance times the number of connections, greater than 0
 * @param fan which connections are counted
 * @param distribution how the numbers are distributed
 */
public record VarianceScaling(double scale, Fan fan, Distribution distribution) implements Initializer {
    /** The standard deviation of a standard normal number that is known to be within 2 of zero. */
    private static final double TRUNCATED_DEVIATION = 0.87962566103423978;

    /**
     * Which connections are counted: of a matrix [inputs, outputs]; a convolution has them for each of its positions.
     */
    public enum Fan {
        IN,
        OUT,
        /** The mean of both. */
        AVERAGE
    }

    /** How the numbers are distributed. */
    public enum Distribution {
        UNIFORM,
        /** Normal without what is farther than two standard deviations from 0, widened to the wanted variance. */
        TRUNCATED_NORMAL,
        NORMAL
    }

    public VarianceScaling {
        Required.given("VarianceScaling", "the fan", fan, "one, for example Fan.IN");
        Required.given("VarianceScaling", "the distribution", distribution, "one, for example Distribution.UNIFORM");
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("variance scaling takes a scale greater than 0, received " + scale);
        }
    }

    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        double deviation = Math.sqrt(scale / Math.max(1, connections(shape)));
        return switch (distribution) {
            case UNIFORM -> new RandomUniform(-deviation * Math.sqrt(3), deviation * Math.sqrt(3))
                    .values(shape, random);
            case TRUNCATED_NORMAL -> new TruncatedNormal(0, deviation / TRUNCATED_DEVIATION).values(shape, random);
            case NORMAL -> new RandomNormal(0, deviation).values(shape, random);
        };
    }

    private double connections(Shape shape) {
        int rank = shape.rank();
        double in = rank == 0 ? 1 : shape.size(Math.max(0, rank - 2));
        double out = rank == 0 ? 1 : shape.size(-1);
        double positions = rank <= 2 ? 1 : shape.axes(0, rank - 2).count();
        return positions * switch (fan) {
            case IN -> in;
            case OUT -> out;
            case AVERAGE -> (in + out) / 2;
        };
    }
}
