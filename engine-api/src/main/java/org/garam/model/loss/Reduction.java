package org.garam.model.loss;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduceMean;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.garam.argument.Required;
import org.garam.op.Comparison;
import org.garam.op.ShapeException;
import org.garam.runtime.Suggestion;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** How the losses of samples become one number; Keras' {@code reduction}. */
public enum Reduction {
    /** The sum divided by how many losses there are, whatever their weights; Keras' default. */
    SUM_OVER_BATCH_SIZE,
    /** Another name of the same. */
    MEAN,
    /** The sum. */
    SUM,
    /** The sum divided by that of the weights; without weights the mean. */
    MEAN_WITH_SAMPLE_WEIGHT,
    /** The weighted losses as they are: not one number, so nothing that can be minimized. */
    NONE;

    /**
     * {@return the reduction Keras calls {@code name}, for example {@code "sum"}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Reduction named(String name) {
        Required.given("reduction", "the name", name, "one, for example \"sum\"");
        return Arrays.stream(values()).filter(reduction -> reduction.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst().orElseThrow(() -> {
                    var known = Arrays.stream(values()).map(Reduction::toString).toList();
                    return new IllegalArgumentException("unknown reduction \"" + name + "\""
                            + Suggestion.of(name, known) + "; known are "
                            + known.stream().collect(Collectors.joining(", ")));
                });
    }

    /**
     * {@return the losses reduced: a scalar, or of their own shape for {@link #NONE}}
     *
     * @param losses one for each sample, or several, [batch, ..]
     * @param weights of the same shape, or of the first axes only; null if all count alike
     * @param counted which losses count, as bool of their shape; those that do not are 0 and left out of means
     * @throws ShapeException if the weights do not go along the losses
     */
    public Tensor of(Tensor losses, Tensor weights, Optional<Tensor> counted) {
        Required.given("reduction", "the tensor of losses", losses, "one for each sample, [batch, ..]");
        Tensor factors = weights == null ? null : along(weights.cast(losses.dtype()), losses.shape());
        Tensor weighted = factors == null ? losses : losses.mul(factors);
        Optional<Tensor> present = counted.map(mask -> mask.cast(losses.dtype()));
        return switch (this) {
            case NONE -> weighted;
            case SUM -> reduceSum(weighted);
            case SUM_OVER_BATCH_SIZE, MEAN -> present.map(mask -> quotient(weighted, mask))
                    .orElseGet(() -> reduceMean(weighted));
            case MEAN_WITH_SAMPLE_WEIGHT -> {
                Tensor divisor = factors == null ? present.orElse(null)
                        : present.map(factors::mul).orElse(factors);
                yield divisor == null ? reduceMean(weighted) : quotient(weighted, divisor);
            }
        };
    }

    /** The sum of the values by that of the divisors, 0 if that is 0. */
    private static Tensor quotient(Tensor values, Tensor divisors) {
        Tensor divisor = reduceSum(divisors);
        Tensor sum = reduceSum(values);
        Tensor isSomething = compare(Comparison.NOT_EQUAL, divisor, 0);
        // Divided by 1 there, so that the gradient is no NaN.
        return where(isSomething, sum, 0).div(where(isSomething, divisor, 1));
    }

    /** Weights of fewer axes get axes of size one behind their own; a last axis of size one too many is dropped. */
    private static Tensor along(Tensor weights, Shape losses) {
        Shape shape = weights.shape();
        if (shape.rank() == losses.rank() + 1 && shape.size(-1) == 1) {
            shape = shape.without(-1);
        }
        while (shape.rank() > 0 && shape.rank() < losses.rank()) {
            shape = shape.append(Shape.of(1));
        }
        boolean fits = shape.rank() <= losses.rank();
        for (int axis = 0; fits && axis < shape.rank(); axis++) {
            fits = shape.size(axis) == 1 || shape.size(axis) == losses.size(axis);
        }
        if (!fits) {
            throw new ShapeException("received sample weights of shape " + weights.shape() + " for losses of shape "
                    + losses + "; give one weight for each loss, or one for each sample, " + Shape.of(losses.size(0)));
        }
        return weights.reshape(shape.toArray());
    }

    /** {@return the name Keras has for it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
