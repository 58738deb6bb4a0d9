package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/** Truncated normal with the variance 2 / (inputs + outputs) (Glorot and Bengio, 2010). */
public record GlorotNormal() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return new VarianceScaling(1, VarianceScaling.Fan.AVERAGE, VarianceScaling.Distribution.TRUNCATED_NORMAL)
                .values(shape, random);
    }
}
