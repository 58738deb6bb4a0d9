package org.garam.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Reshaping, joining, splitting, repeating and indexing tensors; {@link Indexing} has the rarer ways of the last. Axes
 * may be counted from the end. Made for {@code import static}.
 */
public final class Arrangement {
    private record Range(List<Integer> starts, Shape sizes) {
        @Override
        public String toString() {
            return "slice";
        }
    }

    private Arrangement() {}

    /** {@return the numbers as a vector of the element type of {@code x}, on its device; constant in traced functions} */
    public static Tensor vector(Tensor x, double... numbers) {
        Arguments.tensor("vector", "x", x);
        Arguments.given("vector", "numbers", numbers, "a Java array of numbers");
        if (!x.isTraced()) {
            return x.engine().call(() -> Tensor.of((Object) numbers, x.dtype()));
        }
        // A traced function is run when the scope it was traced in has long been closed.
        return x.trace().lift(DeviceScope.outside(
                () -> x.engine().call(() -> Tensor.of((Object) numbers, x.dtype()))));
    }

    /** {@return positions along {@code axis}, traced or eager as {@code where} is} */
    static Tensor iotaLike(Tensor where, TensorType type, int axis) {
        Op.Iota iota = new Op.Iota(type, axis);
        return Expression.apply(iota, (program, _) -> program.add(iota), where);
    }

    /**
     * {@return the values under another shape; one size may be -1, meaning what is left}
     *
     * @throws ShapeException if the number of elements differs
     */
    public static Tensor reshape(Tensor x, int... sizes) {
        Shape shape = Shape.of(resolve(x, sizes));
        return Expression.apply(new Op.Reshape(shape), (program, operands) -> program.add(new Op.Reshape(shape), operands), x);
    }

    private static int[] resolve(Tensor x, int... sizes) {
        Arguments.tensor("reshape", "x", x);
        int[] resolved = Arguments.numbers("reshape", "sizes", sizes).clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= sizes[i];
            }
        }
        if (open >= 0) {
            if (known <= 0 || x.shape().count() % known != 0) {
                throw new ShapeException("reshape: cannot turn " + x.shape() + " (" + x.shape().count() + " elements) into "
                        + Arrays.toString(sizes));
            }
            resolved[open] = Math.toIntExact(x.shape().count() / known);
        }
        return resolved;
    }

    /** {@return the axes in another order: axis i of the result is axis {@code permutation[i]}; reversed if none is given} */
    public static Tensor transpose(Tensor x, int... permutation) {
        int rank = Arguments.tensor("transpose", "x", x).shape().rank();
        List<Integer> order = Arguments.numbers("transpose", "permutation", permutation).length == 0
                ? IntStream.range(0, rank).map(axis -> rank - 1 - axis).boxed().toList()
                : IntStream.of(permutation).map(axis -> axis < 0 ? axis + rank : axis).boxed().toList();
        Op.Transpose transpose = new Op.Transpose(order);
        return Expression.apply(transpose, (program, operands) -> program.add(transpose, operands), x);
    }

    /** {@return {@code x} repeated to {@code shape}, as NumPy broadcasts} */
    public static Tensor broadcastTo(Tensor x, Shape shape) {
        Arguments.given("broadcastTo", "shape", shape, "a Shape, for example Shape.of(2, 3)");
        Op.Broadcast broadcast = new Op.Broadcast(shape);
        return Expression.apply(broadcast, (program, operands) -> program.add(broadcast, operands), x);
    }

    /** {@return the part of {@code x} that begins at {@code starts} and has {@code sizes}} */
    public static Tensor slice(Tensor x, List<Integer> starts, Shape sizes) {
        Arguments.given("slice", "starts", starts, "a list of positions, one for each axis");
        Arguments.given("slice", "sizes", sizes, "a Shape");
        Op.Slice slice = new Op.Slice(starts, sizes, Collections.nCopies(sizes.rank(), 1));
        return Expression.apply(new Range(starts, sizes), (program, operands) -> program.add(slice, operands), x);
    }

    /** {@return the rows {@code from} (inclusive) to {@code to} (exclusive) of the first axis} */
    public static Tensor rows(Tensor x, int from, int to) {
        if (from < 0 || to < from || Arguments.tensor("rows", "x", x).shape().rank() == 0 || to > x.shape().size(0)) {
            throw new ShapeException("rows: " + from + " to " + to + " are not inside of " + x.shape());
        }
        int[] starts = new int[x.shape().rank()];
        starts[0] = from;
        return slice(x, IntStream.of(starts).boxed().toList(), x.shape().with(0, to - from));
    }

    /** {@return the tensors one behind the other along {@code axis}} */
    public static Tensor concat(int axis, Tensor... tensors) {
        if (Arguments.tensors("concat", tensors).length == 0) {
            throw new ShapeException("concat: takes at least one tensor");
        }
        Op.Concat concat = new Op.Concat(tensors[0].shape().axis(axis));
        return Expression.apply(concat, (program, operands) -> program.add(concat, operands), tensors);
    }

    /** {@return the tensors, all of one type, along a new axis {@code axis} of the result} */
    public static Tensor stack(int axis, Tensor... tensors) {
        Arguments.tensors("stack", tensors);
        return concat(axis, Arrays.stream(tensors).map(tensor -> expandDims(tensor, axis)).toArray(Tensor[]::new));
    }

    /** {@return the parts of {@code x} at each position along {@code axis}, without that axis} */
    public static List<Tensor> unstack(Tensor x, int axis) {
        int count = Arguments.tensor("unstack", "x", x).shape().size(axis);
        return split(x, count, axis).stream().map(part -> squeeze(part, axis)).toList();
    }

    /**
     * {@return {@code x} cut into {@code count} parts of equal size along {@code axis}}
     *
     * @throws ShapeException if the size is no multiple of the count
     */
    public static List<Tensor> split(Tensor x, int count, int axis) {
        int size = Arguments.tensor("split", "x", x).shape().size(axis);
        if (count < 0 || count == 0 && size > 0 || count > 0 && size % count != 0) {
            throw new ShapeException("split: cannot cut axis " + axis + " of " + x.type() + " into " + count
                    + " equal parts; give the size of each part as an array");
        }
        int[] sizes = new int[count];
        Arrays.fill(sizes, count == 0 ? 0 : size / count);
        return split(x, sizes, axis);
    }

    /**
     * {@return {@code x} cut into parts of these sizes along {@code axis}}
     *
     * @throws ShapeException if the sizes do not add up to the axis
     */
    public static List<Tensor> split(Tensor x, int[] sizes, int axis) {
        Shape shape = Arguments.tensor("split", "x", x).shape();
        int counted = shape.axis(axis);
        Arguments.numbers("split", "sizes", sizes);
        if (IntStream.of(sizes).anyMatch(size -> size < 0) || IntStream.of(sizes).sum() != shape.size(axis)) {
            throw new ShapeException("split: takes sizes that add up to axis " + axis + " of " + x.type() + ", received "
                    + Arrays.toString(sizes));
        }
        List<Tensor> parts = new ArrayList<>();
        int start = 0;
        for (int size : sizes) {
            int from = start;
            parts.add(slice(x, IntStream.range(0, shape.rank()).mapToObj(i -> i == counted ? from : 0).toList(),
                    shape.with(counted, size)));
            start += size;
        }
        return parts;
    }

    /** {@return {@code x} with a new axis of size one, which is axis {@code axis} of the result} */
    public static Tensor expandDims(Tensor x, int axis) {
        int rank = Arguments.tensor("expandDims", "x", x).shape().rank();
        int counted = axis < 0 ? axis + rank + 1 : axis;
        if (counted < 0 || counted > rank) {
            throw new ShapeException("expandDims: axis " + axis + " is not one of the result, which has " + (rank + 1)
                    + ", operand " + x.type());
        }
        return reshape(x, x.shape().axes(0, counted).append(Shape.of(1)).append(x.shape().axes(counted, rank)).toArray());
    }

    /**
     * {@return {@code x} without these axes, of size one; without any of that size if none is given}
     *
     * @throws ShapeException if one of the axes is longer
     */
    public static Tensor squeeze(Tensor x, int... axes) {
        Shape shape = Arguments.tensor("squeeze", "x", x).shape();
        List<Integer> removed = (Arguments.numbers("squeeze", "axes", axes).length > 0 ? IntStream.of(axes).map(shape::axis)
                : IntStream.range(0, shape.rank()).filter(axis -> shape.size(axis) == 1)).boxed().toList();
        for (int axis : removed) {
            if (shape.size(axis) != 1) {
                throw new ShapeException("squeeze: removes axes of size 1, axis " + axis + " of " + x.type() + " has size "
                        + shape.size(axis));
            }
        }
        return reshape(x, IntStream.range(0, shape.rank()).filter(axis -> !removed.contains(axis)).map(shape::size).toArray());
    }

    /**
     * {@return {@code x} as a whole, {@code multiples[i]} times along axis i}
     *
     * @throws ShapeException if there is not one multiple, 0 or more, for each axis
     */
    public static Tensor tile(Tensor x, int... multiples) {
        Shape shape = Arguments.tensor("tile", "x", x).shape();
        Arguments.numbers("tile", "multiples", multiples);
        if (multiples.length != shape.rank() || IntStream.of(multiples).anyMatch(multiple -> multiple < 0)) {
            throw new ShapeException("tile: takes one multiple, 0 or more, for each axis of " + x.type() + ", received "
                    + Arrays.toString(multiples));
        }
        int[] single = new int[2 * shape.rank()];
        int[] repeated = new int[2 * shape.rank()];
        int[] joined = new int[shape.rank()];
        for (int axis = 0; axis < shape.rank(); axis++) {
            single[2 * axis] = 1;
            repeated[2 * axis] = multiples[axis];
            single[2 * axis + 1] = shape.size(axis);
            repeated[2 * axis + 1] = shape.size(axis);
            joined[axis] = Math.multiplyExact(multiples[axis], shape.size(axis));
        }
        return reshape(broadcastTo(reshape(x, single), Shape.of(repeated)), joined);
    }

    /** {@return {@code x} with each element {@code count} times one behind the other along {@code axis}} */
    public static Tensor repeat(Tensor x, int count, int axis) {
        Shape shape = Arguments.tensor("repeat", "x", x).shape();
        int counted = shape.axis(axis);
        Shape before = shape.axes(0, counted + 1);
        Shape behind = shape.axes(counted + 1, shape.rank());
        Tensor single = reshape(x, before.append(Shape.of(1)).append(behind).toArray());
        return reshape(broadcastTo(single, before.append(Shape.of(count)).append(behind)),
                shape.with(counted, Math.multiplyExact(shape.size(counted), count)).toArray());
    }

    /**
     * {@return {@code x} with {@code widths[i] = {before, after}} elements equal to {@code value} around axis i}
     *
     * @throws ShapeException if there is not one pair for each axis, or an integer type cannot hold the value
     */
    public static Tensor pad(Tensor x, int[][] widths, double value) {
        Arguments.tensor("pad", "x", x);
        Arguments.given("pad", "widths", widths, "{before, after} for each axis");
        if (Arrays.stream(widths).anyMatch(pair -> pair == null || pair.length != 2)) {
            throw new ShapeException("pad: takes {before, after} for each axis of " + x.type() + ", received "
                    + Arrays.deepToString(widths));
        }
        Op.Pad pad = new Op.Pad(Arrays.stream(widths).map(pair -> pair[0]).toList(),
                Arrays.stream(widths).map(pair -> pair[1]).toList(),
                x.dtype().round(Arguments.fitting(x.type(), value, Arguments.CAST_THE_TENSOR)));
        return Expression.apply(pad, (program, operands) -> program.add(pad, operands), x);
    }

    /** {@return {@code x} with the elements along these axes in opposite order; along all if none is given} */
    public static Tensor reverse(Tensor x, int... axes) {
        Shape shape = Arguments.tensor("reverse", "x", x).shape();
        List<Integer> reversed = (Arguments.numbers("reverse", "axes", axes).length > 0 ? IntStream.of(axes).map(shape::axis)
                : IntStream.range(0, shape.rank())).boxed().toList();
        Op.Slice slice = new Op.Slice(
                IntStream.range(0, shape.rank()).mapToObj(i -> reversed.contains(i) ? shape.size(i) - 1 : 0).toList(),
                shape, IntStream.range(0, shape.rank()).mapToObj(i -> reversed.contains(i) ? -1 : 1).toList());
        return Expression.apply(slice, (program, operands) -> program.add(slice, operands), x);
    }

    /** {@return {@code x} with the elements moved {@code shift} places on along {@code axis}, the last ones to the front} */
    public static Tensor roll(Tensor x, int shift, int axis) {
        int size = Arguments.tensor("roll", "x", x).shape().size(axis);
        int places = size == 0 ? 0 : Math.floorMod(shift, size);
        return concat(axis, split(x, new int[] {size - places, places}, axis).reversed().toArray(Tensor[]::new));
    }

    /**
     * {@return the rows of {@code data} at {@code positions} (int32 or int64): shape of the positions, then of a row} A
     * position before the first row reads that, one behind the last row the last, and the gradient goes there too;
     * nothing is counted from the end. No error is raised, for positions are not read back from the device.
     */
    public static Tensor gather(Tensor data, Tensor positions) {
        return Expression.apply("gather", (program, operands) -> program.add(new Op.Gather(), operands), data, positions);
    }

    /**
     * {@return vectors that are 1 at the position a class id gives and 0 elsewhere, of shape [.., classes]} Ids outside of
     * the classes give zeros, as in TensorFlow.
     */
    public static Tensor oneHot(Tensor ids, int classes, DType dtype) {
        Arguments.given("oneHot", "dtype", dtype, "an element type, for example DType.FLOAT32");
        Shape shape = Arguments.tensor("oneHot", "ids", ids).shape().append(Shape.of(classes));
        // Compared as floating-point numbers, so that a kernel that goes on with the result has vectors of one width.
        DType counting = dtype.isFloating() ? dtype.arithmetic() : DType.FLOAT32;
        Tensor positions = iotaLike(ids, new TensorType(counting, shape), shape.rank() - 1);
        int[] sizes = Arrays.copyOf(ids.shape().toArray(), shape.rank());
        sizes[sizes.length - 1] = 1;
        Tensor column = reshape(Elementwise.cast(ids, counting), sizes);
        return Elementwise.cast(Elementwise.compare(Comparison.EQUAL, column, positions), dtype);
    }
}
