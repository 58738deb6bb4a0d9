package org.garam.model.loss;

import static org.garam.runtime.Elementwise.log;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The negative log-likelihood of counts under Poisson distributions with the predicted means, without what does not
 * depend on these: {@code mean(p - y log(p + 1e-7))}.
 */
public record Poisson() implements Loss {
    @Override
    public String name() {
        return "poisson";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.like(name(), expected, predicted);
        return reduceMean(predicted.sub(targets.mul(log(predicted.add(Probabilities.EPSILON)))), -1);
    }
}
