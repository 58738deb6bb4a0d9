package org.garam.model.initializer;

import java.util.random.RandomGenerator;
import org.garam.tensor.Shape;

/**
 * What a weight holds at first. Drawn on the host in double precision, so that the same seed gives the same weights on
 * every device.
 */
public interface Initializer {
    /** {@return the values of a weight of {@code shape} in row-major order, drawn from {@code random}} */
    double[] values(Shape shape, RandomGenerator random);
}
