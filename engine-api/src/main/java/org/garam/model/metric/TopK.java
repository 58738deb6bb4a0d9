package org.garam.model.metric;

import static org.garam.runtime.Elementwise.binary;
import static org.garam.runtime.Elementwise.compare;
import static org.garam.runtime.Elementwise.where;
import static org.garam.runtime.Reductions.reduce;
import static org.garam.runtime.Reductions.reduceSum;

import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** The largest elements along the last axis, found by counting larger ones: nothing is sorted. */
final class TopK {
    private TopK() {}

    static void require(String name, int k) {
        if (k < 1) {
            throw new IllegalArgumentException(name + " takes a k of 1 or more, received " + k);
        }
    }

    private static void requireClasses(String name, int k, int classes) {
        if (k > classes) {
            throw new ShapeException(name + ": looks for the best " + k + " of " + classes + " classes; take a k of 1"
                    + " to " + classes);
        }
    }

    /** {@return 1 where fewer than {@code k} elements are larger than the one at the position an id gives, else 0} */
    static Tensor contains(String name, Tensor ids, Tensor predicted, int k) {
        int classes = predicted.shape().size(-1);
        requireClasses(name, k, classes);
        Tensor isTarget = compare(Comparison.EQUAL, Arrangement.oneHot(ids, classes, predicted.dtype()), 1);
        Tensor targetOnly = where(isTarget, predicted, Double.NEGATIVE_INFINITY);
        Tensor target = reduce(ReduceFunction.MAX, targetOnly, true, -1);
        Tensor larger = reduceSum(compare(Comparison.GREATER, predicted, target).cast(predicted.dtype()), -1);
        return compare(Comparison.LESS, larger, k).cast(predicted.dtype());
    }

    /** {@return which elements are among the {@code k} largest, as bool; of equal ones those that come last} */
    static Tensor mask(String name, Tensor x, int k) {
        Shape shape = x.shape();
        int size = shape.size(-1);
        requireClasses(name, k, size);
        Tensor elements = x.reshape(shape.append(Shape.of(1)).toArray());
        Tensor rivals = x.reshape(shape.with(-1, 1).append(Shape.of(size)).toArray());
        Tensor places = Arrangement.vector(x, IntStream.range(0, size).asDoubleStream().toArray());
        Tensor isLater = compare(Comparison.GREATER, places, places.reshape(size, 1));
        Tensor isAhead = binary(BinaryFunction.OR, compare(Comparison.GREATER, rivals, elements),
                binary(BinaryFunction.AND, compare(Comparison.EQUAL, rivals, elements), isLater));
        return compare(Comparison.LESS, reduceSum(isAhead.cast(x.dtype()), -1), k);
    }
}
