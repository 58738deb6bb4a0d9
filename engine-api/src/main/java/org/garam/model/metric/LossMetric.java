package org.garam.model.metric;

import org.garam.argument.Required;
import org.garam.model.loss.Loss;
import org.garam.runtime.Tensor;

/**
 * A loss that is looked at instead of minimized: the mean of it over samples, for example
 * {@code new LossMetric(new MeanSquaredError())}; Keras' metrics named like losses.
 *
 * @param loss the loss, whose reduction does not matter
 */
public record LossMetric(Loss loss) implements MeanMetric {
    public LossMetric {
        Required.given("LossMetric", "the loss", loss, "a loss, for example new MeanSquaredError()");
    }

    @Override
    public String name() {
        return loss.name();
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        return loss.perSample(expected, predicted);
    }
}
