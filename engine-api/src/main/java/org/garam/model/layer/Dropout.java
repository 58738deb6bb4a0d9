package org.garam.model.layer;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;

import org.garam.op.Comparison;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * In training sets each number to zero with probability {@code rate} and scales the others by {@code 1 / (1 - rate)},
 * so that their sum is expected to stay (Srivastava et al., 2014); otherwise does nothing.
 *
 * @param rate the share that is set to zero, 0 or more and less than 1
 */
public record Dropout(double rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Dropout takes the share of numbers to drop, 0 or more and less than 1,"
                    + " received " + rate + (rate > 1 && rate <= 100 ? "; for " + rate + " per cent give " + rate / 100 : ""));
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        if (!phase.isTraining() || rate == 0) {
            return input;
        }
        Tensor stays = compare(Comparison.GREATER_EQUAL, phase.uniform(input.type()), rate);
        return where(stays, input.mul(1 / (1 - rate)), 0);
    }
}
