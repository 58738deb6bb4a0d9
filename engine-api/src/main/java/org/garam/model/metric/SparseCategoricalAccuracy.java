package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Reductions.argMax;

import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** How often the class predicted with the largest number is the target, a class id. */
public record SparseCategoricalAccuracy() implements MeanMetric {
    @Override
    public String name() {
        return "sparse_categorical_accuracy";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor ids = Targets.classIds(name(), expected, predicted, "categorical_accuracy");
        return compare(Comparison.EQUAL, ids.cast(DType.INT32), argMax(predicted, -1)).cast(predicted.dtype());
    }
}
