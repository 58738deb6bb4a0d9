package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/** Zeros; the default of biases. */
public record Zeros() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return new Constant(0).values(shape, random);
    }
}
