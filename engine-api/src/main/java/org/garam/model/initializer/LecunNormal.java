package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/** Truncated normal with the variance 1 / inputs, made for selu (Klambauer et al., 2017). */
public record LecunNormal() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return new VarianceScaling(1, VarianceScaling.Fan.IN, VarianceScaling.Distribution.TRUNCATED_NORMAL)
                .values(shape, random);
    }
}
