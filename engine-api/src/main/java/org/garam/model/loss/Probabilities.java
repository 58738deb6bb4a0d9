package org.garam.model.loss;

import static org.garam.runtime.Elementwise.*;
import static org.garam.runtime.Reductions.reduce;

import java.util.Optional;
import org.garam.model.activation.LogSoftmax;
import org.garam.op.ReduceFunction;
import org.garam.runtime.Logits;
import org.garam.runtime.Tensor;

/** What the crossentropies share. */
final class Probabilities {
    /** Keras' fuzz factor, {@code keras.config.epsilon()}. */
    private static final double EPSILON = 1e-7;

    private Probabilities() {}

    /** {@return the scores behind a prediction: itself, or those it was computed from, if that is known} */
    static Optional<Tensor> scores(Tensor predicted, boolean fromLogits, Logits.Function function) {
        return fromLogits ? Optional.of(predicted) : Logits.of(predicted, function);
    }

    /** {@return probabilities that have a logarithm, as Keras clips them; there the gradient is 0} */
    static Tensor clipped(Tensor probabilities) {
        return clip(probabilities, EPSILON, 1 - EPSILON);
    }

    /** {@return the logarithms of the classes' probabilities} */
    static Tensor logarithms(Tensor predicted, boolean fromLogits) {
        return scores(predicted, fromLogits, Logits.Function.SOFTMAX)
                .map(scores -> new LogSoftmax().apply(scores))
                .orElseGet(() -> log(clipped(predicted.div(reduce(ReduceFunction.SUM, predicted, true, -1)))));
    }

    static void requireSmoothing(String name, double labelSmoothing) {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(name + " takes a label smoothing between 0 and 1, received "
                    + labelSmoothing);
        }
    }
}
