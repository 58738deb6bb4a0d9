package org.garam.kernels;

/**
 * A copy of the right operand in which the columns of a tile lie side by side, term after term. A work-item then reads
 * one contiguous strip; in place, the terms of wide matrices are a page apart.
 */
final class GemmPacking {
    /** A launch has several groups for each strip, so that narrow products keep all threads busy. */
    private static final int TERMS_OF_A_GROUP = 128;

    private GemmPacking() {}

    /** {@return how many elements the copy has} */
    static long size(GemmProduct product, int columns) {
        return batches(product) * strip(product, columns) * Math.ceilDiv(product.right().size(), columns);
    }

    /** {@return where the strip of a tile begins} */
    static String begin(GemmProduct product, int columns, String batch, String tile) {
        String inBatch = tile + " * " + strip(product, columns);
        long matrix = strip(product, columns) * Math.ceilDiv(product.right().size(), columns);
        return batches(product) == 1 ? inBatch : batch + " * " + matrix + " + " + inBatch;
    }

    private static long strip(GemmProduct product, int columns) {
        return (long) product.depth() * columns;
    }

    private static long batches(GemmProduct product) {
        return product.right().isShared() ? 1 : product.batch().count();
    }

    static Launch render(GemmProduct product, int columns) {
        GemmProduct.Operand operand = product.right();
        FunctionWriter out = new FunctionWriter();
        String right = out.input(operand.view(), "right");
        String packed = out.workspace(product.dtype(), 0, size(product, columns), "packed");
        String type = out.indexType();
        int tiles = Math.ceilDiv(operand.size(), columns);
        int parts = Math.ceilDiv(product.depth(), TERMS_OF_A_GROUP);
        out.line("const " + type + " part = GROUP_ID % " + parts + ";");
        out.line("const " + type + " column_tile = GROUP_ID / " + parts + " % " + tiles + ";");
        GemmProduct.declareBatch(out, product.batch(), "GROUP_ID / " + (long) parts * tiles, type);
        String last = String.valueOf(operand.size() - columns);
        String first = "column_tile * " + columns;
        out.line("const " + type + " column = " + (operand.size() % columns == 0 ? first
                : first + " < " + last + " ? " + first + " : " + last) + ";");
        Coordinates inBatch = Coordinates.of(out, product.batch(), "batch", "batch", type);
        out.line("const " + type + " right_at = " + product.begin(inBatch, operand) + " + column * (" + operand.stride() + ");");
        out.line("const " + type + " packed_at = " + begin(product, columns, "batch", "column_tile") + ";");
        out.line("const " + type + " end = part * " + TERMS_OF_A_GROUP + " + " + TERMS_OF_A_GROUP + " < " + product.depth()
                + " ? part * " + TERMS_OF_A_GROUP + " + " + TERMS_OF_A_GROUP + " : " + product.depth() + ";");
        out.open("for (" + type + " term = part * " + TERMS_OF_A_GROUP + "; term < end; ++term)");
        out.open("for (i32 j = 0; j < " + columns + "; ++j)");
        String from = "right_at + term * (" + operand.depthStride() + ") + j * (" + operand.stride() + ")";
        out.line(packed + "[packed_at + term * " + columns + " + j] = " + operand.load(right, from) + ";");
        out.close();
        out.close();
        return out.finish("gemm_pack", product.kernel(), 1, 1, batches(product) * tiles * parts);
    }
}
