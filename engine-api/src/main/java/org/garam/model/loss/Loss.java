package org.garam.model.loss;

import java.util.Optional;
import java.util.OptionalInt;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;

/** What training minimizes. */
public interface Loss {
    /** {@return the name as Keras spells it, {@code mean_squared_error}} */
    String name();

    /**
     * {@return the loss of each sample: the shape of {@code predicted} without its last axis, over which it is averaged
     * or summed as the loss defines}
     *
     * @param expected the targets, [batch, ..]; class ids (one axis less, or a last axis of size 1) if
     *     {@link #takesClassIds}
     * @param predicted the model's output, [batch, .., values]
     * @throws ShapeException if the shapes do not go together
     */
    Tensor perSample(Tensor expected, Tensor predicted);

    /** {@return whether targets are class ids instead of values like the predicted ones} */
    default boolean takesClassIds() {
        return false;
    }

    /** {@return the axis of predictions that has one number for each class, if there is one; the last one} */
    default int classAxis() {
        return -1;
    }

    /** {@return the class id that marks targets without a class, whose losses are 0 and do not count} */
    default OptionalInt ignoredClass() {
        return OptionalInt.empty();
    }

    /** {@return which numbers are targets, all unless the loss has no meaning for others} */
    default TargetRange targetRange() {
        return TargetRange.ALL;
    }

    /** {@return which of the losses {@link #perSample} gives count, as bool of their shape; empty if all do} */
    default Optional<Tensor> counted(Tensor expected, Tensor predicted) {
        return Optional.empty();
    }

    /** {@return how the losses of samples become one number, by default {@link Reduction#SUM_OVER_BATCH_SIZE}} */
    default Reduction reduction() {
        return Reduction.SUM_OVER_BATCH_SIZE;
    }

    /** {@return this loss with another reduction} */
    default Loss reducedBy(Reduction reduction) {
        return new ReducedLoss(this, reduction);
    }

    /** {@return the loss of a batch whose samples count alike, reduced by {@link #reduction}} */
    default Tensor value(Tensor expected, Tensor predicted) {
        return value(expected, predicted, null);
    }

    /**
     * {@return the loss of a batch, reduced by {@link #reduction}}
     *
     * @param sampleWeights the weight of each sample, [batch], or of each loss; null if they count alike
     */
    default Tensor value(Tensor expected, Tensor predicted, Tensor sampleWeights) {
        return reduction().of(perSample(expected, predicted), sampleWeights, counted(expected, predicted));
    }
}
