package org.garam.model.optimizer;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;

import java.util.List;
import java.util.Objects;
import org.garam.argument.Required;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/**
 * A rate that changes at given steps: {@code values[0]} up to and including step {@code boundaries[0]}, counted from 0,
 * then {@code values[1]}, and so on. Keras' PiecewiseConstantDecay:
 * {@code new PiecewiseConstantDecay(List.of(100000, 110000), List.of(1.0, 0.5, 0.1))}.
 *
 * @param boundaries the last step of each value but the last one, ascending
 * @param values the rates, one more than boundaries
 */
public record PiecewiseConstantDecay(List<Integer> boundaries, List<Double> values) implements LearningRate {
    private static final String NAME = "PiecewiseConstantDecay";

    public PiecewiseConstantDecay {
        Required.given(NAME, "the list of boundaries", boundaries, "numbers of steps, for example List.of(1000)");
        Required.given(NAME, "the list of values", values, "learning rates, for example List.of(0.1, 0.01)");
        if (values.size() != boundaries.size() + 1) {
            throw new IllegalArgumentException(NAME + " takes one value more than boundaries, received boundaries "
                    + boundaries + " and values " + values);
        }
        if (boundaries.stream().anyMatch(Objects::isNull) || values.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(NAME + " takes numbers, received boundaries " + boundaries
                    + " and values " + values);
        }
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        for (int i = 1; i < boundaries.size(); i++) {
            if (boundaries.get(i) <= boundaries.get(i - 1)) {
                throw new IllegalArgumentException(NAME + " takes ascending boundaries, received " + boundaries);
            }
        }
        values.forEach(value -> Require.nonNegative(NAME, "learning rate", value));
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor rate = Schedules.constant(step, values.getLast());
        for (int i = boundaries.size() - 1; i >= 0; i--) {
            rate = where(compare(Comparison.GREATER, step, boundaries.get(i)), rate, values.get(i));
        }
        return rate;
    }
}
