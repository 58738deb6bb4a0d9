package org.garam.model.loss;

import static org.garam.runtime.Elementwise.*;
import static org.garam.runtime.Reductions.reduce;

import java.util.Optional;
import java.util.stream.IntStream;
import org.garam.model.activation.LogSoftmax;
import org.garam.op.ReduceFunction;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Logits;
import org.garam.runtime.Tensor;

/** What the crossentropies share. */
final class Probabilities {
    /** Keras' fuzz factor, {@code keras.config.epsilon()}. */
    static final double EPSILON = 1e-7;

    private Probabilities() {}

    /** {@return the scores behind single probabilities: themselves, or those they were computed from, if known} */
    static Optional<Tensor> scores(Tensor predicted, boolean fromLogits) {
        return fromLogits ? Optional.of(predicted) : Logits.of(predicted, Logits.Function.SIGMOID);
    }

    /** {@return probabilities that have a logarithm, as Keras clips them; there the gradient is 0} */
    static Tensor clipped(Tensor probabilities) {
        return clip(probabilities, EPSILON, 1 - EPSILON);
    }

    /** {@return the crossentropy of each truth value} */
    static Tensor binaryCrossentropy(Tensor targets, Tensor predicted, boolean fromLogits) {
        return scores(predicted, fromLogits).map(scores -> softplus(scores).sub(scores.mul(targets)))
                .orElseGet(() -> {
                    Tensor probabilities = clipped(predicted);
                    Tensor forTrue = targets.mul(log(probabilities));
                    Tensor forFalse = targets.neg().add(1).mul(log1p(probabilities.neg()));
                    return forTrue.add(forFalse).neg();
                });
    }

    /** {@return the scores behind classes' probabilities: themselves, or those they were computed from, if known} */
    static Optional<Tensor> scores(Tensor predicted, boolean fromLogits, int axis) {
        boolean isLast = predicted.shape().axis(axis) == predicted.shape().rank() - 1;
        Optional<Tensor> known = isLast ? Logits.of(predicted, Logits.Function.SOFTMAX) : Optional.empty();
        return fromLogits ? Optional.of(predicted) : known;
    }

    /** {@return classes' probabilities that sum up to 1 and have a logarithm} */
    static Tensor normalized(Tensor predicted, int axis) {
        return clipped(predicted.div(reduce(ReduceFunction.SUM, predicted, true, axis)));
    }

    /** {@return the logarithms of the classes' probabilities along {@code axis}} */
    static Tensor logarithms(Tensor predicted, boolean fromLogits, int axis) {
        return scores(predicted, fromLogits, axis).map(scores -> new LogSoftmax(axis).apply(scores))
                .orElseGet(() -> log(normalized(predicted, axis)));
    }

    /** {@return {@code x} with {@code axis} as the last one} */
    static Tensor lastAxis(Tensor x, int axis) {
        int rank = x.shape().rank();
        int moved = x.shape().axis(axis);
        return moved == rank - 1 ? x : Arrangement.transpose(x, IntStream.concat(
                IntStream.range(0, rank).filter(other -> other != moved), IntStream.of(moved)).toArray());
    }

    /** {@return targets moved towards one half} */
    static Tensor smoothed(Tensor targets, double labelSmoothing) {
        return labelSmoothing == 0 ? targets : targets.mul(1 - labelSmoothing).add(0.5 * labelSmoothing);
    }

    /** {@return distributions moved towards the uniform one of so many {@code classes}} */
    static Tensor smoothed(Tensor targets, double labelSmoothing, int classes) {
        return labelSmoothing == 0 ? targets : targets.mul(1 - labelSmoothing).add(labelSmoothing / classes);
    }

    static void requireSmoothing(String name, double labelSmoothing) {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(name + " takes a label smoothing between 0 and 1, received "
                    + labelSmoothing);
        }
    }

    static void requireFocus(String name, double gamma) {
        if (!(gamma >= 0)) {
            throw new IllegalArgumentException(name + " takes a gamma of 0 or more, received " + gamma
                    + "; 0 is the crossentropy itself, 2 the default");
        }
    }
}
