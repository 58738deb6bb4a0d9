package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** KernelWays as the documentation of cuBLAS defines them, in double precision and one sum after the other. */
public final class ColumnMajorReference {
    private ColumnMajorReference() {}

    /**
     * {@code C[i + j ldc] = sum over l of op(A)[i, l] op(B)[l, j]} for each of the batch.
     *
     * @param beginA the index of A's first element in {@code a}
     */
    public static void multiply(MatrixProduct product, double[] a, long beginA, double[] b, long beginB, double[] c,
            long beginC) {
        requireLeadingDimensions(product);
        for (int matrix = 0; matrix < product.batch(); matrix++) {
            for (int i = 0; i < product.m(); i++) {
                for (int j = 0; j < product.n(); j++) {
                    double sum = 0;
                    for (int l = 0; l < product.k(); l++) {
                        sum += a[index(product.a(), matrix, beginA, product.transposeA() ? l : i, product.transposeA()
                                ? i : l)] * b[index(product.b(), matrix, beginB, product.transposeB() ? j : l,
                                        product.transposeB() ? l : j)];
                    }
                    c[index(product.c(), matrix, beginC, i, j)] = sum;
                }
            }
        }
    }

    private static int index(MatrixProduct.Matrix matrix, int which, long begin, int row, int column) {
        return Math.toIntExact(begin + which * matrix.batchStride() + row + (long) column * matrix.leadingDimension());
    }

    /** What cuBLAS would refuse as an invalid value. */
    private static void requireLeadingDimensions(MatrixProduct product) {
        assertTrue(product.a().leadingDimension() >= product.rowsOfA(), product.toString());
        assertTrue(product.b().leadingDimension() >= product.rowsOfB(), product.toString());
        assertTrue(product.c().leadingDimension() >= product.m(), product.toString());
    }
}
