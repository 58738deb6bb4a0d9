package org.garam.model.layer;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;

import java.util.List;
import java.util.OptionalLong;
import org.garam.argument.Required;
import org.garam.op.Comparison;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * In training sets each number to zero with probability {@code rate} and scales the others by {@code 1 / (1 - rate)},
 * so that their sum is expected to stay (Srivastava et al., 2014); otherwise does nothing.
 *
 * @param rate the share that is set to zero, 0 or more and less than 1
 * @param noiseShape how many numbers are decided about along each axis, the batch axis first: 1 if what lies along an
 *     axis stays or goes together, -1 (None in Keras) for each by itself; empty, each for itself, by default
 * @param seed what the choice follows from whatever the model's seed is, if it was told
 */
public record Dropout(double rate, List<Integer> noiseShape, OptionalLong seed) implements Layer {
    private static final int EACH = -1;

    public Dropout {
        Rates.requireShare("Dropout", rate);
        noiseShape = List.copyOf(noiseShape);
        if (noiseShape.stream().anyMatch(size -> size != EACH && size < 1)) {
            throw new IllegalArgumentException("Dropout takes a noise shape of sizes of 1 or more, or -1 for the size of"
                    + " the input, received " + noiseShape);
        }
    }

    /** Decides about each number by itself. */
    public Dropout(double rate) {
        this(rate, List.of(), OptionalLong.empty());
    }

    /** {@return this layer deciding about numbers together, for example {@code (-1, 1, -1)}: alike at all times} */
    public Dropout noiseShape(int... sizes) {
        return new Dropout(rate, Required.integers("Dropout", "the array of sizes", sizes), seed);
    }

    /** {@return this layer with a seed of its own} */
    public Dropout seed(long value) {
        return new Dropout(rate, noiseShape, OptionalLong.of(value));
    }

    @Override
    public Shape outputShape(Shape input) {
        boolean fits = noiseShape.isEmpty() || noiseShape.size() == input.rank() + 1;
        for (int i = 1; fits && i < noiseShape.size(); i++) {
            int size = noiseShape.get(i);
            fits = size == EACH || size == 1 || size == input.size(i - 1);
        }
        if (!fits) {
            throw new ShapeException("Dropout: the noise shape " + noiseShape + " does not fit a batch of samples of shape "
                    + input + "; it has one size for the batch and one for each axis, either 1 or -1");
        }
        return input;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        if (!phase.isTraining() || rate == 0) {
            return input;
        }
        Tensor stays = compare(Comparison.GREATER_EQUAL,
                phase.uniform(input.type().with(decisions(input.shape())), seed), rate);
        return where(stays, input.mul(1 / (1 - rate)), 0);
    }

    private Shape decisions(Shape batch) {
        Shape decisions = batch;
        for (int i = 0; i < noiseShape.size(); i++) {
            int size = noiseShape.get(i);
            if (size != EACH && size != 1 && size != batch.size(i)) {
                throw new ShapeException("Dropout: the noise shape " + noiseShape + " does not fit a batch of shape "
                        + batch + "; give -1 for the batch, whose last one may be smaller");
            }
            decisions = size == EACH ? decisions : decisions.with(i, size);
        }
        return decisions;
    }
}
