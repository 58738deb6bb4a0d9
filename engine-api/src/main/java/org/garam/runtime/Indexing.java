package org.garam.runtime;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Parts of tensors, told by positions, ranges or other tensors. Made for {@code import static}. */
public final class Indexing {
    private Indexing() {}

    /**
     * {@return the part of {@code x} that NumPy's notation tells: {@code slice(x, "1:3, ::-1, ..., -1")}} For each axis
     * a position, which may be counted from the end and removes the axis, or {@code start:stop:step}, of which each may
     * be missing; {@code ...} stands for whole axes, {@code newaxis} for a new one of size one.
     *
     * @throws ShapeException if there are too many indices or a position is outside
     */
    public static Tensor slice(Tensor x, String indices) {
        Arguments.tensor("slice", "x", x);
        Arguments.given("slice", "indices", indices, "indices, for example \"0, 1:\"");
        SliceNotation notation = SliceNotation.of(indices, x.shape());
        Op.Slice slice = notation.slice();
        return Arrangement.reshape(Expression.apply(slice, (program, operands) -> program.add(slice, operands), x),
                notation.shape().toArray());
    }

    /**
     * {@return the part of {@code x} that begins at {@code begin} and has {@code size}, where -1 means all that is left}
     *
     * @throws ShapeException if there is not one number for each axis, or the part reaches outside
     */
    public static Tensor slice(Tensor x, int[] begin, int[] size) {
        Shape shape = Arguments.tensor("slice", "x", x).shape();
        Arguments.numbers("slice", "begin", begin);
        Arguments.numbers("slice", "size", size);
        if (begin.length != shape.rank() || size.length != shape.rank()
                || IntStream.range(0, begin.length).anyMatch(i -> size[i] < -1 || begin[i] < 0 || begin[i] > shape.size(i))) {
            throw new ShapeException("slice: takes a begin inside of each axis of " + x.type() + " and a size, or -1, received "
                    + Arrays.toString(begin) + " and " + Arrays.toString(size));
        }
        int[] sizes = IntStream.range(0, size.length).map(i -> size[i] < 0 ? shape.size(i) - begin[i] : size[i]).toArray();
        return Arrangement.slice(x, IntStream.of(begin).boxed().toList(), Shape.of(sizes));
    }

    /**
     * {@return the parts of {@code data} at {@code positions} (int32 or int64) along {@code axis}} The axis is replaced by
     * those of the positions. Positions outside are treated as {@link Arrangement#gather} does.
     */
    public static Tensor gather(Tensor data, Tensor positions, int axis) {
        Shape shape = Arguments.tensor("gather", "data", data).shape();
        Arguments.tensor("gather", "positions", positions);
        int counted = shape.axis(axis);
        if (counted == 0) {
            return Arrangement.gather(data, positions);
        }
        // The axis goes to the front and, as those of the positions, back again.
        IntStream others = IntStream.range(0, shape.rank()).filter(i -> i != counted);
        int[] front = IntStream.concat(IntStream.of(counted), others).toArray();
        Tensor gathered = Arrangement.gather(Arrangement.transpose(data, front), positions);
        int added = positions.shape().rank();
        int[] back = IntStream.range(0, gathered.shape().rank())
                .map(i -> i < counted ? i + added : i < counted + added ? i - counted : i).toArray();
        return back.length == 0 ? gathered : Arrangement.transpose(gathered, back);
    }

    /**
     * {@return for each of {@code positions} (int32 or int64) the element of {@code x} at that position along
     * {@code axis}, and else at the same place} NumPy's {@code take_along_axis}: the shapes differ along the axis only.
     * Positions outside are treated as {@link Arrangement#gather} does.
     */
    public static Tensor gatherAlong(Tensor x, Tensor positions, int axis) {
        Shape shape = Arguments.tensor("gatherAlong", "x", x).shape();
        Shape wanted = Arguments.tensor("gatherAlong", "positions", positions).shape();
        int counted = shape.axis(axis);
        if (wanted.rank() != shape.rank() || !wanted.with(counted, 0).equals(shape.with(counted, 0))) {
            throw new ShapeException("gatherAlong: takes positions of a shape that differs along axis " + axis
                    + " only, received " + x.type() + " and " + positions.type());
        }
        return Fragment.compose(new Along(counted), operands -> {
            Tensor inside = Elementwise.minimum(Elementwise.maximum(operands.getLast(), 0), shape.size(counted) - 1);
            return gatherFlat(operands.getFirst(), inside, counted);
        }, x, positions);
    }

    private record Along(int axis) {
        @Override
        public String toString() {
            return "gatherAlong";
        }
    }

    /** The places of all elements in row-major order are computed, so that one gather of scalars takes them. */
    private static Tensor gatherFlat(Tensor x, Tensor positions, int axis) {
        DType counting = x.shape().count() > Integer.MAX_VALUE ? DType.INT64 : positions.dtype();
        TensorType type = new TensorType(counting, positions.shape());
        long[] strides = x.shape().strides();
        Tensor place = Elementwise.cast(positions, counting).mul(strides[axis]);
        for (int other = 0; other < strides.length; other++) {
            if (other != axis) {
                place = place.add(Arrangement.iotaLike(x, type, other).mul(strides[other]));
            }
        }
        return Arrangement.gather(Arrangement.reshape(x, -1), place);
    }
}
