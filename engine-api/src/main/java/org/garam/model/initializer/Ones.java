package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/** Ones. */
public record Ones() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
        return new Constant(1).values(shape, random);
    }
}
