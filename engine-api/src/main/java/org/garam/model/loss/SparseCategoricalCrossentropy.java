package org.garam.model.loss;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.Optional;
import java.util.OptionalInt;
import org.garam.op.Comparison;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;

/**
 * The crossentropy of the one right class, {@code -log(p[id])}; targets are class ids, [batch] or [batch, 1], of any
 * numeric type. An id outside of the classes counts as a loss of 0. Computed from the scores where they are known, else
 * from probabilities that are divided by their sum and clipped as Keras does.
 *
 * @param fromLogits whether predictions are scores, the operands of a softmax, rather than probabilities
 * @param ignoreClass the id of targets that have a loss of 0 and do not count in means, -1 for example; none by default
 * @param axis the axis of the classes, the last one by default
 */
public record SparseCategoricalCrossentropy(boolean fromLogits, OptionalInt ignoreClass, int axis) implements Loss {
    /** From probabilities. */
    public SparseCategoricalCrossentropy() {
        this(false);
    }

    /** Of classes along the last axis, none of which is ignored. */
    public SparseCategoricalCrossentropy(boolean fromLogits) {
        this(fromLogits, OptionalInt.empty(), -1);
    }

    /** {@return this loss, in which targets with this id do not count} */
    public SparseCategoricalCrossentropy ignoreClass(int id) {
        return new SparseCategoricalCrossentropy(fromLogits, OptionalInt.of(id), axis);
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
    public int classAxis() {
        return axis;
    }

    @Override
    public OptionalInt ignoredClass() {
        return ignoreClass;
    }

    @Override
    public Tensor perSample(Tensor expected, Tensor predicted) {
        Tensor classes = Probabilities.lastAxis(predicted, axis);
        Tensor targets = Arrangement.oneHot(ids(expected, predicted), classes.shape().size(-1), predicted.dtype());
        Tensor losses = reduceSum(targets.mul(Probabilities.logarithms(classes, fromLogits, -1)), -1).neg();
        return counted(expected, predicted).map(mask -> where(mask, losses, 0)).orElse(losses);
    }

    @Override
    public Optional<Tensor> counted(Tensor expected, Tensor predicted) {
        return ignoreClass.isEmpty() ? Optional.empty()
                : Optional.of(compare(Comparison.NOT_EQUAL, ids(expected, predicted), ignoreClass.getAsInt()));
    }

    private Tensor ids(Tensor expected, Tensor predicted) {
        boolean hasAxis = expected.shape().rank() == predicted.shape().rank();
        return Targets.classIds(name(), hasAxis ? Probabilities.lastAxis(expected, axis) : expected,
                Probabilities.lastAxis(predicted, axis), "categorical_crossentropy");
    }
}
