package org.garam.backend.cpu;

/**
 * C[rows, columns] = A[rows, depth] · B[depth, columns]. C is row-major. Of the two strides of A, and of B, one is 1;
 * the stride of a dimension of size 1 does not matter.
 */
record ProductShape(Precision precision, int rows, int columns, int depth, int aRowStride, int aColumnStride,
                    int bRowStride, int bColumnStride, int cRowStride) {
    ProductShape {
        if (rows < 0 || columns < 0 || depth < 0) {
            throw new IllegalArgumentException("matrix product of negative size: [" + rows + ", " + depth + "] x ["
                    + depth + ", " + columns + "]");
        }
        requireUnitStride("left", rows, depth, aRowStride, aColumnStride);
        requireUnitStride("right", depth, columns, bRowStride, bColumnStride);
        if (cRowStride < columns && rows > 1) {
            throw new IllegalArgumentException("rows of " + columns + " elements overlap at row stride " + cRowStride);
        }
    }

    /** Everything row-major and without gaps, but for a transposed operand. */
    static ProductShape dense(Precision precision, int rows, int columns, int depth, boolean aTransposed,
                              boolean bTransposed) {
        return new ProductShape(precision, rows, columns, depth, aTransposed ? 1 : depth, aTransposed ? rows : 1,
                bTransposed ? 1 : columns, bTransposed ? depth : 1, columns);
    }

    long multiplications() {
        return (long) rows * columns * depth;
    }

    boolean bInPlace() {
        return bColumnStride == 1 || columns == 1;
    }

    /** Rows of A lie side by side: one step of k finds its elements next to each other. */
    boolean aRowsAdjacent() {
        return aRowStride == 1;
    }

    /** Whether to compute the transposed product instead: a column of C, contiguous, is a row of vectors. */
    boolean betterTransposed() {
        return columns == 1 && rows > 1 && cRowStride == 1;
    }

    /** Cᵀ = Bᵀ · Aᵀ, for a C that is a contiguous vector. */
    ProductShape transposed() {
        return new ProductShape(precision, columns, rows, depth, bColumnStride, bRowStride, aColumnStride, aRowStride,
                rows);
    }

    private static void requireUnitStride(String side, int rows, int columns, int rowStride, int columnStride) {
        if (rows > 1 && columns > 1 && rowStride != 1 && columnStride != 1) {
            throw new IllegalArgumentException("the " + side + " matrix of a product has strides " + rowStride + " and "
                    + columnStride + "; one must be 1");
        }
    }
}
