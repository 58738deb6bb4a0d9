package org.garam.backend.cuda.product;

import java.util.Optional;
import java.util.OptionalLong;
import org.garam.backend.cuda.library.ComputeType;
import org.garam.backend.cuda.library.MatrixProduct;
import org.garam.op.Precision;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * The product of a kernel, without its epilogue, as a call of a library.
 *
 * <p>The libraries store matrices by columns. A row-major matrix is the transpose of the column-major one in the same
 * memory, so that C = A B is computed as C' = B' A' with the operands exchanged and nothing moved.
 *
 * @param product sizes, transposes and strides
 * @param a where the library's first matrix is
 * @param b where its second matrix is
 * @param c where the result is
 * @param isRowMajor whether the result's rows are contiguous: its columns are then the library's rows
 */
record ProductCall(MatrixProduct product, View a, View b, View c, boolean isRowMajor) {
    /** {@return the kernel's product as a call; nothing if a library cannot walk its memory or compute in its type} */
    static Optional<ProductCall> of(Kernel.Gemm gemm) {
        Shape shape = gemm.output().shape();
        ComputeType type = computeType(gemm);
        int depth = gemm.left().shape().size(-1);
        if (type == null || shape.count() == 0 || depth == 0) {
            return Optional.empty();
        }
        int rank = shape.rank();
        long batch = shape.axes(0, rank - 2).count();
        Strided left = Strided.of(gemm.left());
        Strided right = Strided.of(gemm.right());
        Strided output = Strided.of(gemm.output());
        boolean isRowMajor = output.columns == 1 || output.columnStride == 1;
        Stored a = (isRowMajor ? right.transposed() : left).stored();
        Stored b = (isRowMajor ? left.transposed() : right).stored();
        Stored c = (isRowMajor ? output.transposed() : output).stored();
        if (a == null || b == null || c == null || c.isTransposed || batch > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        OptionalLong strideA = batchStride(a.view);
        OptionalLong strideB = batchStride(b.view);
        OptionalLong strideC = batchStride(c.view);
        if (strideA.isEmpty() || strideB.isEmpty() || strideC.isEmpty()) {
            return Optional.empty();
        }
        MatrixProduct product = new MatrixProduct(a.isTransposed, b.isTransposed, isRowMajor ? output.columns
                : output.rows, isRowMajor ? output.rows : output.columns, depth, a.matrix(strideA.getAsLong()),
                b.matrix(strideB.getAsLong()), c.matrix(strideC.getAsLong()), (int) batch, type);
        return Optional.of(new ProductCall(product, a.view, b.view, c.view, isRowMajor));
    }

    /** {@return how it is summed, or null if no library multiplies such types} */
    private static ComputeType computeType(Kernel.Gemm gemm) {
        DType factors = gemm.left().dtype();
        DType output = gemm.output().dtype();
        if (factors != gemm.right().dtype() || factors.arithmetic() != output && factors != output) {
            return null;
        }
        return switch (factors) {
            case FLOAT32 -> float32(gemm.precision());
            case FLOAT64 -> ComputeType.FLOAT64;
            case FLOAT16, BFLOAT16 -> ComputeType.FLOAT32;
            default -> null;
        };
    }

    private static ComputeType float32(Precision precision) {
        return switch (precision) {
            case FULL -> ComputeType.FLOAT32;
            case TENSOR_FLOAT32 -> ComputeType.FAST_TF32;
            case BFLOAT16 -> ComputeType.FAST_16BF;
            case FLOAT16 -> ComputeType.FAST_16F;
        };
    }

    /** {@return the distance between the matrices of a batch; nothing if it is not the same between all of them} */
    private static OptionalLong batchStride(View view) {
        long innermost = 0;
        long next = 0;
        boolean isFirst = true;
        for (int axis = view.shape().rank() - 3; axis >= 0; axis--) {
            int size = view.shape().size(axis);
            long stride = view.strides().get(axis);
            if (size == 1) {
                continue;
            }
            if (isFirst) {
                innermost = stride;
                isFirst = false;
            } else if (stride != next) {
                return OptionalLong.empty();
            }
            next = stride * size;
        }
        return innermost < 0 ? OptionalLong.empty() : OptionalLong.of(innermost);
    }

    /** The last two axes of a view. */
    private record Strided(View view, int rows, int columns, long rowStride, long columnStride) {
        static Strided of(View view) {
            return new Strided(view, view.shape().size(-2), view.shape().size(-1), view.stride(-2), view.stride(-1));
        }

        Strided transposed() {
            return new Strided(view, columns, rows, columnStride, rowStride);
        }

        /**
         * {@return the matrix or its transpose, whichever is stored by columns; null if neither is, or it is not in
         * memory}
         */
        Stored stored() {
            if (view.place() instanceof Place.Positions) {
                return null;
            }
            long leading = leadingDimension(rows, columns, rowStride, columnStride);
            if (leading > 0) {
                return new Stored(view, false, (int) leading);
            }
            long transposed = leadingDimension(columns, rows, columnStride, rowStride);
            return transposed > 0 ? new Stored(view, true, (int) transposed) : null;
        }

        /**
         * {@return the distance between columns that do not overlap; 0 if neighbouring rows are not neighbours in
         * memory}
         */
        private static long leadingDimension(int rows, int columns, long rowStride, long columnStride) {
            if (rows != 1 && rowStride != 1) {
                return 0;
            }
            long leading = columns == 1 ? rows : columnStride;
            return leading >= rows && leading <= Integer.MAX_VALUE ? leading : 0;
        }
    }

    /** A matrix in the library's terms. */
    private record Stored(View view, boolean isTransposed, int leadingDimension) {
        MatrixProduct.Matrix matrix(long batchStride) {
            return new MatrixProduct.Matrix(view.dtype(), leadingDimension, batchStride);
        }
    }
}
