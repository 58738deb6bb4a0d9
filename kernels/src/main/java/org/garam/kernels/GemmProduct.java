package org.garam.kernels;

import java.util.ArrayList;
import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * A matrix product as the templates walk it.
 *
 * @param batch the axes before the matrices'
 * @param left the operand that has the rows
 * @param right the operand that has the columns
 * @param depth how many terms each sum has
 * @param isTransposed whether the rows are the output's last axis: (right x left) transposed, the same product
 */
record GemmProduct(Kernel.Gemm kernel, Shape batch, Operand left, Operand right, int depth, boolean isTransposed) {
    private static final int SHORT_ROW = 8;

    /**
     * One of the two matrices.
     *
     * @param size its rows (left) or columns (right)
     * @param stride the distance between these
     * @param depthStride the distance between the terms of a sum
     */
    record Operand(View view, int size, long stride, long depthStride) {
        /** {@return whether neighbouring rows (left) or columns (right) can be loaded as a vector} */
        boolean isContiguous() {
            return (stride == 1 || size == 1) && isMemory();
        }

        /** {@return whether neighbouring terms can be loaded as a vector} */
        boolean isContiguousAlongDepth() {
            return depthStride == 1 && isMemory();
        }

        /** {@return whether all batches share the same matrix} */
        boolean isShared() {
            return view.strides().subList(0, view.shape().rank() - 2).stream().allMatch(stride -> stride == 0);
        }

        /** {@return the element at {@code index} as the product is summed, an expression} */
        String load(String pointer, String index) {
            String element = FunctionWriter.element(view, pointer, index);
            return view.dtype().isHalf() ? ScalarToC.cast(view.dtype(), view.dtype().arithmetic(), element) : element;
        }

        private boolean isMemory() {
            return !(view.place() instanceof Place.Positions);
        }
    }

    /** {@return the product as it stands} */
    static GemmProduct of(Kernel.Gemm kernel) {
        View left = kernel.left();
        View right = kernel.right();
        Shape output = kernel.output().shape();
        return new GemmProduct(kernel, output.axes(0, output.rank() - 2),
                new Operand(left, left.shape().size(-2), left.stride(-2), left.stride(-1)),
                new Operand(right, right.shape().size(-1), right.stride(-1), right.stride(-2)),
                left.shape().size(-1), false);
    }

    /** {@return the product or its transpose, whichever has columns that are better loaded as vectors} */
    static GemmProduct forVectors(Kernel.Gemm kernel) {
        GemmProduct product = of(kernel);
        boolean isBetterTransposed = product.left.isContiguous() && product.left.size > 1
                && (!product.right.isContiguous() || product.right.size < Math.min(SHORT_ROW, product.left.size));
        return isBetterTransposed ? product.transposed() : product;
    }

    private GemmProduct transposed() {
        return new GemmProduct(kernel, batch, right, left, depth, !isTransposed);
    }

    /** {@return the type of the sums} */
    DType dtype() {
        return kernel.left().dtype().arithmetic();
    }

    /** {@return the distance between neighbouring columns of a view with the output's shape} */
    long columnStride(View view) {
        return view.stride(isTransposed ? -2 : -1);
    }

    /** Declares which of the matrices the one with {@code linear / inner} is; there may be none to choose from. */
    void declareBatch(CodeWriter out, String linear, long inner, String type) {
        if (batch.count() > 1) {
            out.line("const " + type + " batch = " + GemmText.quotient(linear, inner) + ";");
        }
    }

    /** {@return the coordinates of an element of the output, given names of variables} */
    Coordinates at(Coordinates inBatch, String row, String column) {
        List<String> axes = new ArrayList<>(inBatch.axes());
        axes.add(isTransposed ? column : row);
        axes.add(isTransposed ? row : column);
        return new Coordinates(kernel.output().shape(), axes);
    }

    /** {@return where the matrix of a batch begins in an operand} */
    String begin(Coordinates inBatch, Operand operand) {
        View view = operand.view;
        return inBatch.index(new View(view.place(), view.dtype(), view.offset(), batch,
                view.strides().subList(0, batch.rank())));
    }

    /** {@return {@code sum + x * y}} */
    String multiplyAdd(String x, String y, String sum) {
        if (dtype().isFloating()) {
            return "FMA(" + x + ", " + y + ", " + sum + ")";
        }
        String unsigned = "(" + CTypes.unsigned(dtype()) + ") ";
        return "(" + CTypes.inRegister(dtype()) + ") (" + unsigned + sum + " + " + unsigned + x + " * " + unsigned + y + ")";
    }
}
