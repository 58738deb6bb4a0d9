package org.garam.runtime;

import java.util.Optional;

/**
 * What probabilities were computed from, remembered eagerly and in traced functions alike. A loss computed from the
 * scores keeps its gradient where the probabilities are saturated at 0 or 1, as TensorFlow's losses do. Such a loss
 * does not depend on the probabilities: its gradient with respect to them is 0, unless they are what is differentiated
 * with respect to, as tensors a tape watches and operands of a function are.
 *
 * <p>Probabilities that have values keep the memory of their scores for as long as they are reachable.
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

    /**
     * {@return {@code probabilities}, remembered to be {@code function} of {@code scores}} If the scores are a
     * {@link Variable}, those are remembered that it holds now.
     */
    public static Tensor remember(Tensor probabilities, Function function, Tensor scores) {
        Arguments.tensor("Logits.remember", "probabilities", probabilities);
        Logits logits = new Logits(function, scores instanceof Variable variable ? variable.value() : scores);
        probabilities.remember(logits);
        return probabilities;
    }

    /** {@return the scores that {@code probabilities} are known to be {@code function} of} */
    public static Optional<Tensor> of(Tensor probabilities, Function function) {
        Arguments.given("Logits.of", "function", function, "SIGMOID or SOFTMAX");
        return Arguments.tensor("Logits.of", "probabilities", probabilities).logits()
                .filter(known -> known.function == function && !known.scores.isClosed())
                .map(Logits::scores).filter(scores -> !GradientTape.beginsAt(probabilities, scores));
    }
}
