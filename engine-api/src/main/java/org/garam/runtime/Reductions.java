package org.garam.runtime;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Reductions over axes, which may be counted from the end; without axes over all of them. Made for
 * {@code import static}.
 */
public final class Reductions {
    private record Key(ReduceFunction function, List<Integer> axes, boolean keepAxes) {}

    private Reductions() {}

    /**
     * {@return {@code x} reduced over {@code axes}}
     *
     * @param keepAxes whether reduced axes stay, with size one
     */
    public static Tensor reduce(ReduceFunction function, Tensor x, boolean keepAxes, int... axes) {
        Shape shape = x.shape();
        List<Integer> reduced = (axes.length == 0 ? IntStream.range(0, shape.rank()) : IntStream.of(axes).map(shape::axis))
                .distinct().sorted().boxed().toList();
        return Expression.apply(new Key(function, reduced, keepAxes), (program, operands) -> {
            int result = program.add(new Op.Reduce(function, reduced), operands);
            int[] kept = shape.toArray();
            reduced.forEach(axis -> kept[axis] = 1);
            return keepAxes ? program.add(new Op.Reshape(Shape.of(kept)), result) : result;
        }, x);
    }

    /** {@return the sum} */
    public static Tensor reduceSum(Tensor x, int... axes) {
        return reduce(ReduceFunction.SUM, x, false, axes);
    }

    /** {@return the product} */
    public static Tensor reduceProd(Tensor x, int... axes) {
        return reduce(ReduceFunction.PRODUCT, x, false, axes);
    }

    /** {@return the largest element} */
    public static Tensor reduceMax(Tensor x, int... axes) {
        return reduce(ReduceFunction.MAX, x, false, axes);
    }

    /** {@return the smallest element} */
    public static Tensor reduceMin(Tensor x, int... axes) {
        return reduce(ReduceFunction.MIN, x, false, axes);
    }

    /** {@return the mean} */
    public static Tensor reduceMean(Tensor x, int... axes) {
        Tensor sum = reduceSum(x, axes);
        return sum.mul((double) Math.max(1, sum.shape().count()) / Math.max(1, x.shape().count()));
    }

    /** {@return the position of the first largest element along {@code axis}, as int32; 0 if there is NaN} */
    public static Tensor argMax(Tensor x, int axis) {
        return firstEqual(x, reduce(ReduceFunction.MAX, x, true, axis), axis);
    }

    /** {@return the position of the first smallest element along {@code axis}, as int32; 0 if there is NaN} */
    public static Tensor argMin(Tensor x, int axis) {
        return firstEqual(x, reduce(ReduceFunction.MIN, x, true, axis), axis);
    }

    private static Tensor firstEqual(Tensor x, Tensor extreme, int axis) {
        int size = x.shape().size(axis);
        // Positions in the operand's own type keep the kernel's vectors of one width; integers need int32 for the exact count.
        DType counting = x.dtype().isFloating() && size <= 1 << 24 ? x.dtype() : DType.INT32;
        Tensor positions = Arrangement.iotaLike(x, x.type().with(counting), x.shape().axis(axis));
        Tensor hit = Elementwise.compare(Comparison.EQUAL, x, extreme);
        Tensor candidates = Elementwise.where(hit, positions, positions.like(size));
        Tensor first = reduce(ReduceFunction.MIN, candidates, false, axis);
        Tensor found = Elementwise.compare(Comparison.LESS, first, size);
        return Elementwise.cast(Elementwise.where(found, first, first.like(0)), DType.INT32);
    }
}
