package org.garam.model.loss;

import static org.garam.runtime.Reductions.reduceSum;

import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;

/**
 * The crossentropy of the one right class, {@code -log(p[id])}; targets are class ids, [batch] or [batch, 1], of any
 * numeric type. An id outside of the classes counts as a loss of 0. Computed from the scores where they are known, else
 * from probabilities that are divided by their sum and clipped as Keras does.
 *
 * @param fromLogits whether predictions are scores, the operands of a softmax, rather than probabilities
 */
public record SparseCategoricalCrossentropy(boolean fromLogits) implements Loss {
    /** From probabilities. */
    public SparseCategoricalCrossentropy() {
        this(false);
    }

    @Override
    public String name() {
        return "sparse_categorical_crossentropy";
    }

    @Override
    public boolean takesClassIds() {
        return true;
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor ids = Targets.classIds(name(), expected, predicted, "categorical_crossentropy");
        Tensor targets = Arrangement.oneHot(ids, predicted.shape().size(-1), predicted.dtype());
        return reduceSum(targets.mul(Probabilities.logarithms(predicted, fromLogits)), -1).neg();
    }
}
