package org.garam.runtime;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * Reductions over axes, which may be counted from the end; without axes over all of them. Made for
 * {@code import static}.
 */
public final class Reductions {
    private record Key(ReduceFunction function, List<Integer> axes, boolean keepAxes) {
        @Override
        public String toString() {
            return "reduce_" + function;
        }
    }

    private Reductions() {}

    /**
     * {@return {@code x} reduced over {@code axes}}
     *
     * @param keepAxes whether reduced axes stay, with size one
     */
    public static Tensor reduce(ReduceFunction function, Tensor x, boolean keepAxes, int... axes) {
        Arguments.given("reduce", "function", function, "a ReduceFunction");
        Shape shape = Arguments.tensor("reduce_" + function, "x", x).shape();
        Arguments.numbers("reduce_" + function, "axes", axes);
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
        return reduceSum(x, false, axes);
    }

    /** {@return the sum; reduced axes stay, with size one, if {@code keepAxes}} */
    public static Tensor reduceSum(Tensor x, boolean keepAxes, int... axes) {
        return reduce(ReduceFunction.SUM, x, keepAxes, axes);
    }

    /** {@return the product} */
    public static Tensor reduceProd(Tensor x, int... axes) {
        return reduceProd(x, false, axes);
    }

    /** {@return the product; reduced axes stay, with size one, if {@code keepAxes}} */
    public static Tensor reduceProd(Tensor x, boolean keepAxes, int... axes) {
        return reduce(ReduceFunction.PRODUCT, x, keepAxes, axes);
    }

    /** {@return the largest element} */
    public static Tensor reduceMax(Tensor x, int... axes) {
        return reduceMax(x, false, axes);
    }

    /** {@return the largest element; reduced axes stay, with size one, if {@code keepAxes}} */
    public static Tensor reduceMax(Tensor x, boolean keepAxes, int... axes) {
        return reduce(ReduceFunction.MAX, x, keepAxes, axes);
    }

    /** {@return the smallest element} */
    public static Tensor reduceMin(Tensor x, int... axes) {
        return reduceMin(x, false, axes);
    }

    /** {@return the smallest element; reduced axes stay, with size one, if {@code keepAxes}} */
    public static Tensor reduceMin(Tensor x, boolean keepAxes, int... axes) {
        return reduce(ReduceFunction.MIN, x, keepAxes, axes);
    }

    /** {@return the mean; of integers an integer, without its fraction, as in TensorFlow; of nothing NaN} */
    public static Tensor reduceMean(Tensor x, int... axes) {
        return reduceMean(x, false, axes);
    }

    /** {@return the mean; reduced axes stay, with size one, if {@code keepAxes}} */
    public static Tensor reduceMean(Tensor x, boolean keepAxes, int... axes) {
        Tensor sum = reduceSum(x, keepAxes, axes);
        long count = x.shape().count();
        if (x.dtype().isInteger()) {
            // The sum wraps around in a small type, and its count need not fit.
            Tensor wide = reduceSum(x.cast(DType.INT64), keepAxes, axes);
            Tensor divisor = wide.like(Math.max(1, count / Math.max(1, sum.shape().count())));
            return WholeNumbers.truncatedDivide(wide, divisor).cast(x.dtype());
        }
        return sum.mul((double) sum.shape().count() / count);
    }

    /** {@return the mean squared distance from the mean: of all, not of a sample} */
    public static Tensor reduceVariance(Tensor x, int... axes) {
        return reduceVariance(x, false, axes);
    }

    /** {@return the mean squared distance from the mean; reduced axes stay, with size one, if {@code keepAxes}} */
    public static Tensor reduceVariance(Tensor x, boolean keepAxes, int... axes) {
        return reduceMean(Elementwise.square(Elementwise.subtract(x, reduceMean(x, true, axes))), keepAxes, axes);
    }

    /** {@return the standard deviation: the square root of {@link #reduceVariance}} */
    public static Tensor reduceStd(Tensor x, int... axes) {
        return Elementwise.sqrt(reduceVariance(x, axes));
    }

    /** {@return the Euclidean norm: the square root of the sum of squares} */
    public static Tensor norm(Tensor x, int... axes) {
        return Elementwise.sqrt(reduceSum(Elementwise.square(x), axes));
    }

    /** {@return log(sum(exp(x))), for x of any size} */
    public static Tensor reduceLogSumExp(Tensor x, int... axes) {
        Tensor largest = Elementwise.stopGradient(reduceMax(x, true, axes));
        Tensor offset = Elementwise.where(Comparisons.isFinite(largest), largest, largest.like(0));
        Tensor sum = reduceSum(Elementwise.exp(x.sub(offset)), axes);
        return Elementwise.log(sum).add(offset.reshape(sum.shape().toArray()));
    }

    /** {@return whether all elements of the bool tensor are true} */
    public static Tensor reduceAll(Tensor x, int... axes) {
        return reduceTruth(ReduceFunction.MIN, "reduceAll", x, axes);
    }

    /** {@return whether any element of the bool tensor is true} */
    public static Tensor reduceAny(Tensor x, int... axes) {
        return reduceTruth(ReduceFunction.MAX, "reduceAny", x, axes);
    }

    private static Tensor reduceTruth(ReduceFunction function, String name, Tensor x, int... axes) {
        Arguments.numbers(name, "axes", axes);
        if (Arguments.tensor(name, "x", x).dtype() != DType.BOOL) {
            throw new ShapeException(name + ": takes a bool tensor, received " + x.type() + "; compare it first, for example"
                    + " notEqual(x, 0)");
        }
        return reduce(function, x.cast(DType.INT32), false, axes).cast(DType.BOOL);
    }

    /** {@return how many elements are not zero (or true), as int32} */
    public static Tensor countNonZero(Tensor x, int... axes) {
        Tensor truth = Arguments.tensor("countNonZero", "x", x).cast(DType.BOOL);
        return reduceSum(truth.cast(DType.INT32), axes);
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
        if (size == 0) {
            throw new ShapeException("argMax and argMin: axis " + axis + " of " + x.type() + " has no element");
        }
        // Positions in the type the operand is computed in keep the kernel's vectors of one width; integers need int32
        // for the exact count.
        DType counting = x.dtype().isFloating() && size <= 1 << 24 ? x.dtype().arithmetic() : DType.INT32;
        Tensor positions = Arrangement.iotaLike(x, x.type().with(counting), x.shape().axis(axis));
        Tensor hit = Elementwise.compare(Comparison.EQUAL, x, extreme);
        Tensor candidates = Elementwise.where(hit, positions, positions.like(size));
        Tensor first = reduce(ReduceFunction.MIN, candidates, false, axis);
        Tensor found = Elementwise.compare(Comparison.LESS, first, size);
        return Elementwise.cast(Elementwise.where(found, first, first.like(0)), DType.INT32);
    }
}
