package org.garam.model.loss;

import static org.garam.runtime.Elementwise.clip;
import static org.garam.runtime.Elementwise.log;
import static org.garam.runtime.Reductions.reduceSum;

import org.garam.runtime.Tensor;

/**
 * The Kullback-Leibler divergence of the predicted distribution from the expected one, {@code sum(y log(y / p))}, both
 * clipped to [1e-7, 1].
 */
public record KLDivergence() implements Loss {
    @Override
    public String name() {
        return "kl_divergence";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = clip(Targets.like(name(), expected, predicted), Probabilities.EPSILON, 1);
        Tensor probabilities = clip(predicted, Probabilities.EPSILON, 1);
        return reduceSum(targets.mul(log(targets.div(probabilities))), -1);
    }
}
