package org.garam.backend.cpu;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * A product in one layout: the operands' arrays end with their last element, and NaNs lie before it and between the
 * rows; the result lies in canaries. The epilogue replaces every element x by 1 - x, which shows when it runs too
 * early.
 */
record ProductCase(ProductReference reference, boolean aTurned, boolean bTurned, int gap) {
    private static final double CANARY = -12345;

    void verify(WorkerPool pool, PackingScratch scratch) {
        var precision = reference.precision();
        int rows = reference.rows();
        int columns = reference.columns();
        int depth = reference.depth();
        var a = Operand.of(precision, reference.a(), rows, depth, false, aTurned, gap);
        var b = Operand.of(precision, reference.bTurned(), depth, columns, true, bTurned, gap);
        int cStride = columns + gap;
        int cOffset = gap + 1;
        var shape = new ProductShape(precision, rows, columns, depth, a.rowStride(), a.columnStride(),
                b.rowStride(), b.columnStride(), cStride);
        var product = new MatrixProduct(shape, pool.threads(), scratch);
        var c = precision.newArray(cOffset + rows * cStride + gap);
        int length = Array.getLength(c);
        for (int i = 0; i < length; i++) {
            set(precision, c, i, CANARY);
        }
        var visits = new int[length];
        BlockEpilogue epilogue = (rowBegin, rowEnd, columnBegin, columnEnd) -> {
            for (int row = rowBegin; row < rowEnd; row++) {
                for (int column = columnBegin; column < columnEnd; column++) {
                    int at = cOffset + row * cStride + column;
                    set(precision, c, at, 1 - get(precision, c, at));
                    visits[at]++;
                }
            }
        };
        pool.run((worker, workers) ->
                product.run(worker, a.array(), a.offset(), b.array(), b.offset(), c, cOffset, epilogue));
        var expected = new double[length];
        Arrays.fill(expected, CANARY);
        var once = new int[length];
        for (int i = 0; i < rows * columns; i++) {
            int at = cOffset + i / columns * cStride + i % columns;
            double value = reference.product()[i];
            expected[at] = precision == Precision.FLOAT ? 1 - (float) value : 1 - value;
            once[at] = 1;
        }
        for (int i = 0; i < length; i++) {
            if (get(precision, c, i) != expected[i] || visits[i] != once[i]) {
                throw new AssertionError("[%d, %d]: expected %s and %d visits, found %s and %d, in %s with %d workers"
                        .formatted(Math.floorDiv(i - cOffset, cStride), Math.floorMod(i - cOffset, cStride),
                                expected[i], once[i], get(precision, c, i), visits[i], shape, pool.threads()));
            }
        }
    }

    private static double get(Precision precision, Object array, int index) {
        return precision == Precision.FLOAT ? ((float[]) array)[index] : ((double[]) array)[index];
    }

    private static void set(Precision precision, Object array, int index, double value) {
        if (precision == Precision.FLOAT) {
            ((float[]) array)[index] = (float) value;
        } else {
            ((double[]) array)[index] = value;
        }
    }

    private record Operand(Object array, int offset, int rowStride, int columnStride) {
        /** @param valuesTurned whether {@code values} hold the matrix column by column */
        static Operand of(Precision precision, double[] values, int rows, int columns, boolean valuesTurned,
                          boolean turned, int gap) {
            int stride = (turned ? rows : columns) + gap;
            int rowStride = turned ? 1 : stride;
            int columnStride = turned ? stride : 1;
            int length = values.length == 0 ? gap : gap + (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
            var array = precision.newArray(length);
            for (int i = 0; i < length; i++) {
                set(precision, array, i, Double.NaN);
            }
            for (int i = 0; i < values.length; i++) {
                int row = valuesTurned ? i % rows : i / columns;
                int column = valuesTurned ? i / rows : i % columns;
                set(precision, array, gap + row * rowStride + column * columnStride, values[i]);
            }
            return new Operand(array, gap, rowStride, columnStride);
        }
    }
}
