package org.garam.model.metric;

import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Reductions.reduceMax;

import java.util.Collections;
import org.garam.model.loss.Targets;
import org.garam.op.Comparison;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * How often the target, a class id, is among the {@code k} classes predicted with the largest numbers; equal numbers
 * share the better rank.
 *
 * @param k how many classes are looked at, 5 by default; no more than there are
 * @param fromSortedIds whether predictions are class ids instead of numbers for classes, the best one first
 */
public record SparseTopKCategoricalAccuracy(int k, boolean fromSortedIds) implements MeanMetric {
    public SparseTopKCategoricalAccuracy {
        TopK.require("sparse_top_k_categorical_accuracy", k);
    }

    /** Of the best five. */
    public SparseTopKCategoricalAccuracy() {
        this(5);
    }

    /** Of the best {@code k}. */
    public SparseTopKCategoricalAccuracy(int k) {
        this(k, false);
    }

    @Override
    public String name() {
        return "sparse_top_k_categorical_accuracy";
    }

    @Override
    public Tensor values(Tensor expected, Tensor predicted) {
        Tensor ids = Targets.classIds(name(), expected, predicted, "top_k_categorical_accuracy");
        if (!fromSortedIds) {
            return TopK.contains(name(), ids, predicted, k);
        }
        Shape shape = predicted.shape();
        Shape best = shape.with(-1, Math.min(k, shape.size(-1)));
        Tensor first = Arrangement.slice(predicted, Collections.nCopies(shape.rank(), 0), best);
        Tensor wanted = ids.cast(predicted.dtype()).reshape(shape.with(-1, 1).toArray());
        return reduceMax(compare(Comparison.EQUAL, first, wanted).cast(predicted.dtype()), -1);
    }
}
