package org.garam.model.loss;

import static org.garam.runtime.Elementwise.exp;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.List;
import org.garam.op.ShapeException;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;

/**
 * The crossentropy of a distribution over classes that counts the less, the surer and righter a prediction is (Lin et
 * al., 2018): {@code -sum(alpha (1 - p)^gamma y log(p))}; targets are one-hot vectors. Computed from the scores where
 * they are known, as {@link CategoricalCrossentropy} is.
 *
 * @param alpha the weight of all classes, or of each one; 0.25 by default
 * @param gamma how much sure predictions are discounted, 0 or more, 2 by default
 * @param fromLogits whether predictions are scores, the operands of a softmax, rather than probabilities
 * @param labelSmoothing how far targets are moved towards the uniform distribution, between 0 and 1
 * @param axis the axis of the classes, the last one by default
 */
public record CategoricalFocalCrossentropy(List<Double> alpha, double gamma, boolean fromLogits, double labelSmoothing,
        int axis) implements Loss {
    public CategoricalFocalCrossentropy {
        alpha = List.copyOf(alpha);
        Probabilities.requireSmoothing("categorical_focal_crossentropy", labelSmoothing);
        Probabilities.requireFocus("categorical_focal_crossentropy", gamma);
        if (alpha.isEmpty()) {
            throw new IllegalArgumentException("categorical_focal_crossentropy takes one alpha, or one for each class,"
                    + " received none; 0.25 is the default");
        }
    }

    /** From probabilities, with an alpha of 0.25 and a gamma of 2. */
    public CategoricalFocalCrossentropy() {
        this(false);
    }

    /** With an alpha of 0.25 and a gamma of 2. */
    public CategoricalFocalCrossentropy(boolean fromLogits) {
        this(List.of(0.25), 2, fromLogits, 0, -1);
    }

    @Override
    public String name() {
        return "categorical_focal_crossentropy";
    }

    @Override
    public int classAxis() {
        return axis;
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Probabilities.smoothed(
                Targets.distributions(name(), expected, predicted, "sparse_categorical_crossentropy"), labelSmoothing,
                predicted.shape().size(axis));
        Tensor logarithms = Probabilities.logarithms(predicted, fromLogits, axis);
        Tensor probabilities = Probabilities.scores(predicted, fromLogits, axis).map(_ -> exp(logarithms))
                .orElseGet(() -> Probabilities.normalized(predicted, axis));
        Tensor focus = probabilities.neg().add(1).pow(gamma);
        return reduceSum(weighted(focus).mul(targets).mul(logarithms), axis).neg();
    }

    private Tensor weighted(Tensor focus) {
        if (alpha.size() == 1) {
            return focus.mul(alpha.getFirst());
        }
        if (alpha.size() != focus.shape().size(-1)) {
            throw new ShapeException(name() + ": received " + alpha.size() + " values of alpha for predictions of"
                    + " shape " + focus.shape() + "; give one, or one for each element of the last axis");
        }
        return focus.mul(Arrangement.vector(focus, alpha.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
