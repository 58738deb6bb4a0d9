package org.garam.model.layer;

import java.util.Optional;
import org.garam.model.regularizer.L1L2;
import org.garam.model.regularizer.Regularizer;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * Changes nothing, but adds {@code (l1 sum(|x|) + l2 sum(x^2)) / batch size} to the loss.
 *
 * @param l1 the factor of the magnitudes, 0 or more; 0 by default
 * @param l2 the factor of the squares, 0 or more; 0 by default
 */
public record ActivityRegularization(double l1, double l2) implements Layer {
    public ActivityRegularization {
        new L1L2(l1, l2);
    }

    @Override
    public Optional<Regularizer> activityRegularizer() {
        return Optional.of(new L1L2(l1, l2));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        return input;
    }
}
