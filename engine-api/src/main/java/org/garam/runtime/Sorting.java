package org.garam.runtime;

import static org.garam.runtime.Comparisons.equal;
import static org.garam.runtime.Comparisons.isNaN;
import static org.garam.runtime.Comparisons.less;
import static org.garam.runtime.Comparisons.logicalAnd;
import static org.garam.runtime.Comparisons.logicalNot;
import static org.garam.runtime.Comparisons.logicalOr;

import java.util.Collections;
import java.util.stream.IntStream;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Sorting along an axis: stable, equal elements keep their order, and NaN comes last in either direction. The gradient
 * of a sorted element goes to where it came from. Made for {@code import static}.
 *
 * <p>Up to {@value #LONGEST_COUNTED} elements an element's position is the number of those that come before it: n²
 * comparisons, all at once and without memory for them. Beyond that a bitonic network (Batcher, 1968) exchanges elements
 * in log²(n) / 2 rounds.
 */
public final class Sorting {
    static final int LONGEST_COUNTED = 2048;

    private record Key(int axis, boolean descending) {
        @Override
        public String toString() {
            return "argSort";
        }
    }

    /** The largest elements and where they were. */
    public record TopK(Tensor values, Tensor indices) {}

    private Sorting() {}

    /** {@return {@code x} sorted along {@code axis}, the smallest first} */
    public static Tensor sort(Tensor x, int axis) {
        return sort(x, axis, false);
    }

    /** {@return {@code x} sorted along {@code axis}, the largest first if {@code descending}} */
    public static Tensor sort(Tensor x, int axis, boolean descending) {
        return Indexing.gatherAlong(x, argSort(x, axis, descending), axis);
    }

    /** {@return the positions (int32) of the elements along {@code axis} in sorted order, the smallest first} */
    public static Tensor argSort(Tensor x, int axis) {
        return argSort(x, axis, false);
    }

    /** {@return the positions (int32) of the elements along {@code axis} in sorted order} */
    public static Tensor argSort(Tensor x, int axis, boolean descending) {
        Shape shape = Arguments.tensor("argSort", "x", x).shape();
        Key key = new Key(shape.axis(axis), descending);
        int size = shape.size(axis);
        if (shape.count() == 0 || size == 1) {
            return Arrangement.iotaLike(x, x.type().with(DType.INT32), key.axis);
        }
        IntStream others = IntStream.range(0, shape.rank()).filter(i -> i != key.axis);
        int[] last = IntStream.concat(others, IntStream.of(key.axis)).toArray();
        int[] back = IntStream.range(0, shape.rank())
                .map(i -> i < key.axis ? i : i == key.axis ? shape.rank() - 1 : i - 1).toArray();
        return Fragment.compose(key, operands -> {
            Tensor moved = Arrangement.transpose(Elementwise.stopGradient(operands.getFirst()), last);
            Tensor rows = Arrangement.reshape(moved, -1, size);
            Tensor order = size <= LONGEST_COUNTED ? counted(rows, descending) : BitonicNetwork.order(rows, descending);
            return Arrangement.transpose(Arrangement.reshape(order, moved.shape().toArray()), back);
        }, x);
    }

    /**
     * {@return the {@code k} largest elements along the last axis, the largest first, and their positions (int32)}
     *
     * @throws ShapeException if there are fewer elements
     */
    public static TopK topK(Tensor x, int k) {
        Shape shape = Arguments.tensor("topK", "x", x).shape();
        if (shape.rank() == 0 || k < 0 || k > shape.size(-1)) {
            throw new ShapeException("topK: takes k from 0 to the size of the last axis, received k " + k + " of " + x.type());
        }
        Tensor order = argSort(x, -1, true);
        Tensor indices = Arrangement.slice(order, Collections.nCopies(shape.rank(), 0), shape.with(-1, k));
        return new TopK(Indexing.gatherAlong(x, indices, -1), indices);
    }

    /** {@return where {@code x} comes before {@code y}, both at the places that tell which of equals comes first} */
    static Tensor comesBefore(Tensor x, Tensor y, Tensor isEarlier, boolean descending) {
        Tensor before = Elementwise.compare(descending ? Comparison.GREATER : Comparison.LESS, x, y);
        Tensor result = logicalOr(before, logicalAnd(equal(x, y), isEarlier));
        return x.dtype().isFloating()
                ? logicalOr(result, logicalAnd(isNaN(y), logicalOr(logicalNot(isNaN(x)), isEarlier))) : result;
    }

    private static Tensor counted(Tensor rows, boolean descending) {
        int count = rows.shape().size(0);
        int size = rows.shape().size(1);
        TensorType pairs = TensorType.of(DType.INT32, count, size, size);
        Tensor isEarlier = less(Arrangement.iotaLike(rows, pairs, 2), Arrangement.iotaLike(rows, pairs, 1));
        Tensor before = comesBefore(Arrangement.reshape(rows, count, 1, size), Arrangement.reshape(rows, count, size, 1),
                isEarlier, descending);
        Tensor ranks = Reductions.reduce(ReduceFunction.SUM, Elementwise.cast(before, DType.INT32), false, 2);
        return inverse(ranks);
    }

    /** {@return for each row of positions the place where each of them stands} */
    private static Tensor inverse(Tensor ranks) {
        int count = ranks.shape().size(0);
        int size = ranks.shape().size(1);
        // Only floating-point numbers can be scattered; float32 holds the positions of such short rows exactly.
        Tensor places = ranks.add(Arrangement.iotaLike(ranks, ranks.type(), 0).mul(size));
        Tensor positions = Arrangement.iotaLike(ranks, ranks.type().with(DType.FLOAT32), 1);
        Op.ScatterAdd scatter = new Op.ScatterAdd(Math.multiplyExact(count, size));
        Tensor order = Expression.apply(scatter, (program, operands) -> program.add(scatter, operands),
                Arrangement.reshape(places, -1), Arrangement.reshape(positions, -1));
        return Elementwise.cast(Arrangement.reshape(order, count, size), DType.INT32);
    }
}
