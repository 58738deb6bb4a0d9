package org.garam.runtime;

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

/** Making, reshaping, slicing, joining and indexing tensors. Made for {@code import static}. */
public final class Arrangement {
    private record Range(List<Integer> starts, Shape sizes) {}

    private Arrangement() {}

    /** {@return a tensor filled with {@code number}} */
    public static Tensor full(TensorType type, double number) {
        return full(Engine.current(), type, number);
    }

    static Tensor full(Engine engine, TensorType type, double number) {
        Tensor tensor = Tensor.allocated(engine, type);
        Object values = HostArray.allocate(type.dtype(), type.shape().count());
        double rounded = type.dtype().round(number);
        switch (values) {
            case float[] array -> Arrays.fill(array, (float) rounded);
            case double[] array -> Arrays.fill(array, rounded);
            case byte[] array -> Arrays.fill(array, (byte) (long) rounded);
            case short[] array -> Arrays.fill(array, (short) rounded);
            case int[] array -> Arrays.fill(array, (int) rounded);
            case long[] array -> Arrays.fill(array, (long) rounded);
            default -> throw new IllegalStateException("no host array for " + type);
        }
        tensor.buffer().write(0, HostArray.segment(values));
        return tensor;
    }

    /** {@return float32 zeros} */
    public static Tensor zeros(int... shape) {
        return full(TensorType.of(DType.FLOAT32, shape), 0);
    }

    /** {@return float32 ones} */
    public static Tensor ones(int... shape) {
        return full(TensorType.of(DType.FLOAT32, shape), 1);
    }

    /** {@return the numbers as a vector of the element type of {@code x}, on its device; constant in traced functions} */
    public static Tensor vector(Tensor x, double... numbers) {
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
        int[] resolved = sizes.clone();
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
        int rank = x.shape().rank();
        List<Integer> order = permutation.length == 0
                ? IntStream.range(0, rank).map(axis -> rank - 1 - axis).boxed().toList()
                : IntStream.of(permutation).boxed().toList();
        Op.Transpose transpose = new Op.Transpose(order);
        return Expression.apply(transpose, (program, operands) -> program.add(transpose, operands), x);
    }

    /** {@return {@code x} repeated to {@code shape}, as NumPy broadcasts} */
    public static Tensor broadcastTo(Tensor x, Shape shape) {
        Op.Broadcast broadcast = new Op.Broadcast(shape);
        return Expression.apply(broadcast, (program, operands) -> program.add(broadcast, operands), x);
    }

    /** {@return the part of {@code x} that begins at {@code starts} and has {@code sizes}} */
    public static Tensor slice(Tensor x, List<Integer> starts, Shape sizes) {
        Op.Slice slice = new Op.Slice(starts, sizes, Collections.nCopies(sizes.rank(), 1));
        return Expression.apply(new Range(starts, sizes), (program, operands) -> program.add(slice, operands), x);
    }

    /** {@return the rows {@code from} (inclusive) to {@code to} (exclusive) of the first axis} */
    public static Tensor rows(Tensor x, int from, int to) {
        if (from < 0 || to < from || x.shape().rank() == 0 || to > x.shape().size(0)) {
            throw new ShapeException("rows: " + from + " to " + to + " are not inside of " + x.shape());
        }
        int[] starts = new int[x.shape().rank()];
        starts[0] = from;
        return slice(x, IntStream.of(starts).boxed().toList(), x.shape().with(0, to - from));
    }

    /** {@return the tensors one behind the other along {@code axis}} */
    public static Tensor concat(int axis, Tensor... tensors) {
        Op.Concat concat = new Op.Concat(axis);
        return Expression.apply(concat, (program, operands) -> program.add(concat, operands), tensors);
    }

    /** {@return the rows of {@code data} at {@code positions} (int32 or int64): shape of the positions, then of a row} */
    public static Tensor gather(Tensor data, Tensor positions) {
        return Expression.apply("gather", (program, operands) -> program.add(new Op.Gather(), operands), data, positions);
    }

    /**
     * {@return vectors that are 1 at the position a class id gives and 0 elsewhere, of shape [.., classes]} Ids outside of
     * the classes give zeros, as in TensorFlow.
     */
    public static Tensor oneHot(Tensor ids, int classes, DType dtype) {
        Shape shape = ids.shape().append(Shape.of(classes));
        // Compared as floating-point numbers, so that a kernel that goes on with the result has vectors of one width.
        DType counting = dtype.isFloating() ? dtype : DType.FLOAT32;
        Tensor positions = iotaLike(ids, new TensorType(counting, shape), shape.rank() - 1);
        int[] sizes = Arrays.copyOf(ids.shape().toArray(), shape.rank());
        sizes[sizes.length - 1] = 1;
        Tensor column = reshape(Elementwise.cast(ids, counting), sizes);
        return Elementwise.cast(Elementwise.compare(Comparison.EQUAL, column, positions), dtype);
    }
}
