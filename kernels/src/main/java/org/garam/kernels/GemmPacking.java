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
        String inBatch = GemmText.times(tile, strip(product, columns));
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
        out.line("const " + type + " part = " + GemmText.position("GROUP_ID", 1, parts) + ";");
        out.line("const " + type + " column_tile = " + GemmText.position("GROUP_ID", parts, tiles) + ";");
        product.declareBatch(out, "GROUP_ID", (long) parts * tiles, type);
        String first = GemmText.times("column_tile", columns);
        out.line("const " + type + " column = "
                + (operand.size() % columns == 0 ? first : GemmText.atMost(first, operand.size() - columns)) + ";");
        Coordinates inBatch = Coordinates.of(out, product.batch(), "batch", "batch", type);
        out.line("const " + type + " right_at = "
                + GemmText.sum(product.begin(inBatch, operand), GemmText.times("column", operand.stride())) + ";");
        out.line("const " + type + " packed_at = " + begin(product, columns, "batch", "column_tile") + ";");
        out.line("const " + type + " begin = part * " + TERMS_OF_A_GROUP + ";");
        out.line("const " + type + " end = " + GemmText.atMost("begin + " + TERMS_OF_A_GROUP, product.depth()) + ";");
        out.open("for (" + type + " term = begin; term < end; ++term)");
        out.open("for (i32 j = 0; j < " + columns + "; ++j)");
        String from = GemmText.sum(GemmText.sum("right_at", GemmText.times("term", operand.depthStride())),
                GemmText.times("j", operand.stride()));
        out.line(packed + "[packed_at + " + GemmText.times("term", columns) + " + j] = " + operand.load(right, from) + ";");
        out.close();
        out.close();
        return out.finish("gemm_pack", product.kernel(), 1, 1, batches(product) * tiles * parts);
    }
}
