package org.garam.backend.cpu;

import java.util.List;

/** Copies the columns of B that a column of tiles needs to a panel whose rows are adjacent and aligned. */
final class RightPacking {
    /** Without vectors: the cache lines of a square this wide stay in the first-level cache while it is turned. */
    private static final int SCALAR_SQUARE = 8;

    private final ColumnTiles tiles;
    private final int lanes;
    private final int rowStride;
    private final int columnStride;
    private final PanelPacker[] rowPackers;
    private final PanelPacker[] transposers;

    RightPacking(ProductShape shape, Tiling tiling, ColumnTiles tiles) {
        this.tiles = tiles;
        lanes = tiling.lanes();
        rowStride = shape.bRowStride();
        columnStride = shape.bColumnStride();
        rowPackers = new PanelPacker[tiling.vectors() + 1];
        transposers = new PanelPacker[32];
        if (shape.bInPlace()) {
            for (int tile = 0; tile < tiles.count(); tile++) {
                int vectors = tiles.vectors(tile);
                rowPackers[vectors] = new RowPackerGenerator(shape.precision(), lanes, vectors).shared();
            }
        } else {
            int lastBlock = shape.depth() - (tiling.depthBlocks() - 1) * tiling.depthBlock();
            for (int depth : new int[] {tiling.depthBlock(), lastBlock}) {
                for (int tile = 0; tile < tiles.count() && depth > 0; tile++) {
                    int size = squareSize(tile, depth);
                    boolean vectorised = lanes > 1 && size > 1;
                    transposers[log(size)] = new TransposeGenerator(shape.precision(), size, vectorised).shared();
                }
            }
        }
    }

    /** @param bOffset where the panel's first row and the part's first column are */
    void pack(Object b, int bOffset, int tile, int depth, Object panel, int panelOffset) {
        int source = bOffset + tiles.begin(tile) * columnStride;
        int width = tiles.packedColumns(tile);
        int vectors = tiles.vectors(tile);
        int size = squareSize(tile, depth);
        if (rowPackers[vectors] != null) {
            rowPackers[vectors].run(b, source, rowStride, tiles.lastVector(tile), panel, panelOffset, width, depth);
        } else if (lanes == 1) {
            transpose(b, source, width, size, depth, panel, panelOffset, width);
        } else {
            for (int vector = 0; vector < vectors; vector++) {
                int column = vector < vectors - 1 ? vector * lanes : tiles.lastVector(tile);
                transpose(b, source + column * columnStride, lanes, size, depth, panel, panelOffset + vector * lanes,
                        width);
            }
        }
    }

    private void transpose(Object b, int source, int columns, int size, int depth, Object panel, int target,
                           int width) {
        if (depth == 0) {
            return;
        }
        var transposer = transposers[log(size)];
        for (int column = 0; column < columns; column += size) {
            // The last squares in each direction overlap the ones before them.
            int from = Math.min(column, columns - size);
            int sourceColumn = source + from * columnStride;
            transposer.run(b, sourceColumn, columnStride, 0, panel, target + from, width, depth / size);
            if (depth % size != 0) {
                int last = depth - size;
                transposer.run(b, sourceColumn + last, columnStride, 0, panel, target + from + last * width, width, 1);
            }
        }
    }

    /**
     * The side of the squares that are transposed at a time: none may be wider than a vector or deeper than the
     * panel.
     */
    private int squareSize(int tile, int depth) {
        int most = lanes == 1 ? Math.min(SCALAR_SQUARE, tiles.packedColumns(tile)) : lanes;
        return Integer.highestOneBit(Math.min(most, depth));
    }

    void addWarmUps(Precision precision, List<KernelWarmUp> warmUps) {
        for (int vectors = 1; vectors < rowPackers.length; vectors++) {
            if (rowPackers[vectors] != null) {
                int width = vectors * lanes;
                warmUps.add(warmUp(precision, rowPackers[vectors], vectors, width, width));
            }
        }
        for (int size = 1; log(size) < transposers.length - 1; size *= 2) {
            if (transposers[log(size)] != null) {
                warmUps.add(warmUp(precision, transposers[log(size)], size * size, size, size * KernelWarmUp.STEPS));
            }
        }
    }

    private static KernelWarmUp warmUp(Precision precision, PanelPacker packer, int operations, int width, int stride) {
        int length = width * width * KernelWarmUp.STEPS;
        var source = precision.newArray(length);
        var target = precision.newArray(length);
        return new KernelWarmUp(packer, operations * KernelWarmUp.STEPS, () ->
                packer.run(source, 0, stride, 0, target, 0, width, KernelWarmUp.STEPS));
    }

    private static int log(int size) {
        return Integer.numberOfTrailingZeros(size);
    }
}
