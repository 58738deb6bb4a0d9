package org.garam.runtime;

import java.util.Optional;

/**
 * What probabilities were computed from, remembered while a function is traced. A loss computed from the scores keeps
 * its gradient where the probabilities are saturated at 0 or 1, as TensorFlow's losses do.
 *
 * @param function what made probabilities of the scores
 * @param scores the numbers of any size, also called logits
 */
public record Logits(Function function, Tensor scores) {
    public Logits {
        Arguments.given("Logits", "function", function, "SIGMOID or SOFTMAX");
        Arguments.tensor("Logits", "scores", scores);
    }

    /** How scores become probabilities. */
    public enum Function {
        /** Each score for itself. */
        SIGMOID,
        /** The scores along the last axis together. */
        SOFTMAX
    }

    /** {@return {@code probabilities}, remembered to be {@code function} of {@code scores}} */
    public static Tensor remember(Tensor probabilities, Function function, Tensor scores) {
        Arguments.tensor("Logits.remember", "probabilities", probabilities);
        Logits logits = new Logits(function, scores);
        if (probabilities.isTraced()) {
            probabilities.trace().logits().put(probabilities.valueNumber(), logits);
        }
        return probabilities;
    }

    /** {@return the scores that {@code probabilities} are known to be {@code function} of} */
    public static Optional<Tensor> of(Tensor probabilities, Function function) {
        Arguments.given("Logits.of", "function", function, "SIGMOID or SOFTMAX");
        if (!Arguments.tensor("Logits.of", "probabilities", probabilities).isTraced()) {
            return Optional.empty();
        }
        return Optional.ofNullable(probabilities.trace().logits().get(probabilities.valueNumber()))
                .filter(known -> known.function == function).map(Logits::scores);
    }
}
