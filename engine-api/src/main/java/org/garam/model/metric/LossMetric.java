package org.garam.model.metric;

import org.garam.model.loss.Loss;
import org.garam.runtime.Tensor;

/**
 * A loss that is looked at instead of minimized: the mean of it over samples.
 *
 * @param name the name in logs
 * @param loss the loss
 */
public record LossMetric(String name, Loss loss) implements MeanMetric {
    /** Under the loss' own name. */
    public LossMetric(Loss loss) {
        this(loss.name(), loss);
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        return loss.perSample(expected, predicted);
    }
}
