package org.garam.backend.cuda.library;

import java.util.Locale;
import org.garam.tensor.DType;

/**
 * {@code C = op(A) op(B)} for each of a batch, in the terms of cuBLAS: matrices are stored by columns, [m, k] x [k, n]
 * = [m, n].
 *
 * @param transposeA whether op(A) is A transposed
 * @param transposeB whether op(B) is B transposed
 * @param m rows of C
 * @param n columns of C
 * @param k terms of each sum
 * @param batch how many products
 */
public record MatrixProduct(boolean transposeA, boolean transposeB, int m, int n, int k, Matrix a, Matrix b, Matrix c,
        int batch, ComputeType computeType) {
    /**
     * How a matrix is stored.
     *
     * @param dtype the elements' type
     * @param leadingDimension the distance between neighbouring columns, in elements
     * @param batchStride the distance between the matrices of a batch, in elements; 0 if all share one
     */
    public record Matrix(DType dtype, int leadingDimension, long batchStride) {
        /** {@return the {@code cudaDataType} of the elements} */
        int dataType() {
            return MatrixProduct.dataType(dtype);
        }
    }

    /** {@return the {@code cudaDataType} of a type of numbers} */
    static int dataType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> 0;
            case FLOAT64 -> 1;
            case FLOAT16 -> 2;
            case BFLOAT16 -> 14;
            default -> throw new IllegalArgumentException("cuBLAS has no products of " + dtype);
        };
    }

    int operationA() {
        return transposeA ? 1 : 0;
    }

    int operationB() {
        return transposeB ? 1 : 0;
    }

    /** {@return the rows of A as it is stored} */
    int rowsOfA() {
        return transposeA ? k : m;
    }

    int columnsOfA() {
        return transposeA ? m : k;
    }

    /** {@return the rows of B as it is stored} */
    int rowsOfB() {
        return transposeB ? n : k;
    }

    int columnsOfB() {
        return transposeB ? k : n;
    }

    /** {@return for example {@code 300x32x784 T,N float32}} */
    @Override
    public String toString() {
        return (batch == 1 ? "" : batch + " of ") + m + "x" + n + "x" + k + " " + (transposeA ? "T" : "N") + ","
                + (transposeB ? "T" : "N") + " " + computeType.name().toLowerCase(Locale.ROOT);
    }
}
