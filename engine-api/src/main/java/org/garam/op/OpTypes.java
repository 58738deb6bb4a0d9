package org.garam.op;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** The checks that the type rules of {@link Op} share. */
final class OpTypes {
    private OpTypes() {}

    static void require(boolean condition, Op op, String otherwise) {
        if (!condition) {
            throw new ShapeException(op.label() + ": " + otherwise);
        }
    }

    static void operands(Op op, List<TensorType> inputs, int expected) {
        require(inputs.size() == expected, op, "takes " + expected + " operands, received " + inputs.size());
    }

    static TensorType sameTypes(Op op, List<TensorType> inputs) {
        operands(op, inputs, 2);
        TensorType x = inputs.getFirst();
        TensorType y = inputs.getLast();
        require(x.dtype() == y.dtype(), op, "element types differ: " + x + " and " + y + "; cast one of them");
        require(x.shape().equals(y.shape()), op, "shapes differ: " + x.shape() + " and " + y.shape());
        return x;
    }

    static Shape positions(Op op, TensorType positions) {
        require(positions.dtype() == DType.INT32 || positions.dtype() == DType.INT64, op,
                "takes positions as int32 or int64, received " + positions);
        return positions.shape();
    }

    static boolean inside(long position, int size) {
        return position >= 0 && position < size;
    }

    static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
