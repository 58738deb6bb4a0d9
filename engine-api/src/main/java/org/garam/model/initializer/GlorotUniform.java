package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/** Uniform with the variance 2 / (inputs + outputs) (Glorot and Bengio, 2010); the default of kernels. */
public record GlorotUniform() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return new VarianceScaling(1, VarianceScaling.Fan.AVERAGE, VarianceScaling.Distribution.UNIFORM)
                .values(shape, random);
    }
}
