package org.garam.runtime;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.op.ShapeException;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Products of matrices. Made for {@code import static}. */
public final class LinearAlgebra {
    private LinearAlgebra() {}

    /** Tells products of different precisions apart; errors name them alike. */
    private record Product(Precision precision) {
        @Override
        public String toString() {
            return "matmul";
        }
    }

    /**
     * {@return the matrix product in the precision that this thread's {@link PrecisionScope} says} See
     * {@link #matmul(Tensor, Tensor, Precision)}.
     */
    public static Tensor matmul(Tensor x, Tensor y) {
        return matmul(x, y, PrecisionScope.current());
    }

    /**
     * {@return the matrix product of the last two axes, [.., m, k] x [.., k, n]; leading axes are broadcast} Integers
     * are multiplied in float64: exact as long as sums stay below 2^53; float16 and bfloat16 are summed in float32.
     *
     * @param precision how exactly a device has to take factors of float32; those of other types are taken as they are
     * @throws ShapeException if an operand has fewer than two axes or is bool, or inner sizes or element types differ
     */
    public static Tensor matmul(Tensor x, Tensor y, Precision precision) {
        Arguments.given("matmul", "precision", precision, "a Precision, for example Precision.FULL");
        if (WholeNumbers.areTo("matmul", x, y)) {
            return Fragment.compose("integer matmul", operands -> matmul(operands.getFirst().cast(DType.FLOAT64),
                    operands.getLast().cast(DType.FLOAT64)).cast(operands.getFirst().dtype()), x, y);
        }
        if (x.dtype() != y.dtype() || x.dtype() == DType.BOOL) {
            throw new ShapeException("matmul: multiplies numbers of one element type, received " + x.type() + " x "
                    + y.type() + "; cast them, for example to float32");
        }
        Precision ofFactors = precision.of(x.dtype());
        return Expression.apply(new Product(ofFactors), (program, operands) -> {
            Shape a = program.type(operands[0]).shape();
            Shape b = program.type(operands[1]).shape();
            if (a.rank() < 2 || b.rank() < 2) {
                throw new ShapeException("matmul: multiplies tensors of two or more axes, received " + a + " x " + b
                        + "; reshape a vector to [1, n] or [n, 1]");
            }
            if (a.size(-1) != b.size(-2)) {
                throw new ShapeException("matmul: inner dimensions differ: " + a + " x " + b + " (" + a.size(-1)
                        + " and "
                        + b.size(-2) + ")");
            }
            Shape leading = Elementwise.commonShape("matmul", a.axes(0, a.rank() - 2), b.axes(0, b.rank() - 2));
            int product = program.add(new Op.MatMul(ofFactors), batched(program, operands[0], leading),
                    batched(program, operands[1], leading));
            return program.add(new Op.Cast(program.type(operands[0]).dtype()), product);
        }, x, y);
    }

    /**
     * {@return the matrix product, of the transposed matrices where told so}
     *
     * @throws ShapeException if an operand has fewer than two axes or the inner sizes differ
     */
    public static Tensor matmul(Tensor x, Tensor y, boolean transposeX, boolean transposeY) {
        return matmul(transposeX ? matrixTranspose(x) : x, transposeY ? matrixTranspose(y) : y);
    }

    /** {@return {@code x} with its last two axes exchanged} */
    public static Tensor matrixTranspose(Tensor x) {
        int rank = Arguments.tensor("matrixTranspose", "x", x).shape().rank();
        if (rank < 2) {
            throw new ShapeException("matrixTranspose: takes a tensor of two or more axes, received " + x.type());
        }
        return Arrangement.transpose(x, IntStream.range(0, rank)
                .map(axis -> axis < rank - 2 ? axis : 2 * rank - 3 - axis).toArray());
    }

    private static int batched(ProgramBuilder program, int operand, Shape leading) {
        Shape shape = program.type(operand).shape();
        return program.add(new Op.Broadcast(leading.append(Shape.of(
                Arrays.copyOfRange(shape.toArray(), shape.rank() - 2, shape.rank())))), operand);
    }
}
