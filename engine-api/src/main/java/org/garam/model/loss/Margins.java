package org.garam.model.loss;

import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduceMin;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;

/** What the hinge losses share. */
final class Margins {
    private Margins() {}

    /** {@return what each prediction lacks of being on its target's side with a margin of 1} */
    static Tensor of(Tensor targets, Tensor predicted) {
        return maximum(signs(targets).mul(predicted).neg().add(1), 0);
    }

    /** As Keras does, the whole batch decides: a 0 beside a -1 is a 0. */
    private static Tensor signs(Tensor targets) {
        Tensor isTruthValue = binary(BinaryFunction.OR, compare(Comparison.EQUAL, targets, 0),
                compare(Comparison.EQUAL, targets, 1));
        Tensor areTruthValues = compare(Comparison.EQUAL, reduceMin(isTruthValue.cast(targets.dtype())), 1);
        return where(areTruthValues, targets.mul(2).sub(1), targets);
    }
}
