package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/** Uniform with the variance 2 / inputs, made for rectifiers (He et al., 2015). */
public record HeUniform() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return new VarianceScaling(2, VarianceScaling.Fan.IN, VarianceScaling.Distribution.UNIFORM)
                .values(shape, random);
    }
}
