package org.garam.model.loss;

import static org.garam.runtime.Elementwise.sigmoid;
import static org.garam.runtime.Reductions.reduceMean;

import org.garam.runtime.Tensor;

/**
 * The mean crossentropy of truth values that counts the less, the surer and righter a prediction is (Lin et al., 2018):
 * {@code (1 - q)^gamma} times {@link BinaryCrossentropy}, where {@code q = y p + (1 - y)(1 - p)}; targets are 0 to 1.
 *
 * @param applyClassBalancing whether true ones count {@code alpha} and false ones {@code 1 - alpha}
 * @param alpha the weight of true ones, 0.25 by default
 * @param gamma how much sure predictions are discounted, 0 or more, 2 by default
 * @param fromLogits whether predictions are scores, the operands of a sigmoid, rather than probabilities
 * @param labelSmoothing how far targets are moved towards one half, between 0 and 1
 * @param axis the axis that is averaged, the last one by default
 */
public record BinaryFocalCrossentropy(boolean applyClassBalancing, double alpha, double gamma, boolean fromLogits,
        double labelSmoothing, int axis) implements Loss {
    public BinaryFocalCrossentropy {
        Probabilities.requireSmoothing("binary_focal_crossentropy", labelSmoothing);
        Probabilities.requireFocus("binary_focal_crossentropy", gamma);
    }

    /** From probabilities, with a gamma of 2 and without class balancing. */
    public BinaryFocalCrossentropy() {
        this(false);
    }

    /** With a gamma of 2 and without class balancing. */
    public BinaryFocalCrossentropy(boolean fromLogits) {
        this(false, 0.25, 2, fromLogits, 0, -1);
    }

    @Override
    public String name() {
        return "binary_focal_crossentropy";
    }

    @Override
    public TargetRange targetRange() {
        return TargetRange.PROBABILITIES;
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Probabilities.smoothed(Targets.like(name(), expected, predicted), labelSmoothing);
        Tensor opposite = targets.neg().add(1);
        Tensor probabilities = fromLogits ? sigmoid(predicted) : predicted;
        Tensor agreement = targets.mul(probabilities).add(opposite.mul(probabilities.neg().add(1)));
        Tensor focal = agreement.neg().add(1).pow(gamma)
                .mul(Probabilities.binaryCrossentropy(targets, predicted, fromLogits));
        Tensor balanced = applyClassBalancing
                ? focal.mul(targets.mul(alpha).add(opposite.mul(1 - alpha))) : focal;
        return reduceMean(balanced, axis);
    }
}
