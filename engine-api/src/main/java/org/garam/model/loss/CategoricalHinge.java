package org.garam.model.loss;

import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Reductions.reduceMax;
import static org.garam.runtime.Reductions.reduceSum;

import org.garam.runtime.Tensor;

/**
 * By how much the right class' prediction is not larger by 1 than the largest of the others,
 * {@code max(max((1 - y) p) - sum(y p) + 1, 0)}; targets are one-hot vectors.
 */
public record CategoricalHinge() implements Loss {
    @Override
    public String name() {
        return "categorical_hinge";
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor targets = Targets.distributions(name(), expected, predicted, "sparse_categorical_crossentropy");
        Tensor right = reduceSum(targets.mul(predicted), -1);
        Tensor wrong = reduceMax(targets.neg().add(1).mul(predicted), -1);
        return maximum(wrong.sub(right).add(1), 0);
    }
}
