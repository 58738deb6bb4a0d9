package org.garam.backend.cpu;

import java.util.List;

/**
 * One worker's part of a product: a rectangle of C. It goes through C in blocks of some hundred rows by some hundred
 * columns, so that what a block needs of A stays in the second-level cache, and what a column of tiles needs of B stays
 * there while all its tiles are computed.
 */
final class KernelPart {
    private static final int BLOCK_ROWS = 128;
    private static final int BLOCK_COLUMNS = 1024;
    private static final int PACKED_B_BYTES = 2 << 20;

    /** Rows of A copied to this distance, more than a tiling's depth, do not collide in the sets of a cache. */
    private static final int PACKED_ROW_STRIDE = 1040;
    private static final int ADJACENT_PADDING = 16;

    /** Up to this depth the steps of a tile through a transposed A in place touch few enough pages and cache sets. */
    private static final int SHALLOW = 64;

    /** Up to this width copying A costs more than it gains; then the kernel is generated for the row stride A has. */
    private static final int NARROW = 128;
    private static final int CACHE_SET_BYTES = 4096;

    /** With fewer rows, packing B takes longer than reading it unaligned. */
    private static final int FEW_ROWS = 16;

    private final ProductShape shape;
    private final Tiling tiling;
    private final ColumnTiles tiles;
    private final RightPacking rightPacking;
    private final int rowBegin;
    private final int columnBegin;
    private final int[] rowBlocks;
    private final int tilesPerBlock;
    private final int panels;
    private final boolean packsA;
    private final boolean packsB;
    private final int aScratch;
    private final int bScratch;
    private final int panelLength;
    private final TileKernel[][] kernels;

    KernelPart(ProductShape shape, Tiling tiling, int rowBegin, int rowEnd, int columnBegin, int columnEnd) {
        this.shape = shape;
        this.tiling = tiling;
        this.rowBegin = rowBegin;
        this.columnBegin = columnBegin;
        int rows = rowEnd - rowBegin;
        tiles = new ColumnTiles(tiling, columnEnd - columnBegin);
        rowBlocks = rowBlocks(rows, tiling.rows());
        packsA = shape.depth() > 0 && tiling.rows() > 1 && (shape.aRowsAdjacent()
                ? shape.depth() > SHALLOW
                : shape.columns() > NARROW || shape.aRowStride() * shape.precision().bytes() % CACHE_SET_BYTES == 0);
        packsB = shape.depth() > 0
                && (!shape.bInPlace() || tiling.lanes() > 1 && rows >= FEW_ROWS);
        rightPacking = packsB ? new RightPacking(shape, tiling, tiles) : null;
        aScratch = PackingScratch.alignedStart(shape.precision());
        bScratch = aScratch + (packsA ? PackingScratch.aligned(shape.precision(), packedALength(rows)) : 0);
        panelLength = PackingScratch.aligned(shape.precision(), tiling.depthBlock() * tiling.tileColumns());
        tilesPerBlock = packsB
                ? Math.clamp(PACKED_B_BYTES / shape.precision().bytes() / Math.max(1, panelLength), 1, tiles.count())
                : Math.max(1, BLOCK_COLUMNS / tiling.tileColumns());
        // Panels that no second block of rows reads again share one place, which then stays in the cache.
        panels = rowBlocks.length == 2 ? 1 : tilesPerBlock;
        kernels = new TileKernel[tiling.rows() + 1][tiling.vectors() + 1];
        chooseKernels(rows);
    }

    /** Elements of scratch memory this part needs, counted from its aligned start. */
    int scratchLength() {
        return bScratch - aScratch + (packsB ? panels * panelLength : 0);
    }

    /** Offsets are those of the whole matrices. */
    void run(Object a, int aOffset, Object b, int bOffset, Object c, int cOffset, Object scratch,
             BlockEpilogue epilogue, boolean transposed) {
        for (int tile = 0; tile < tiles.count(); tile += tilesPerBlock) {
            int tileEnd = Math.min(tile + tilesPerBlock, tiles.count());
            for (int depthBlock = 0; depthBlock < tiling.depthBlocks(); depthBlock++) {
                int first = depthBlock * tiling.depthBlock();
                int depth = Math.min(tiling.depthBlock(), shape.depth() - first);
                for (int block = 0; block < rowBlocks.length - 1; block++) {
                    int row = rowBegin + rowBlocks[block];
                    int rowEnd = rowBegin + rowBlocks[block + 1];
                    if (tiling.accumulates() && first == 0) {
                        clear(c, cOffset, row, rowEnd, tile, tileEnd);
                    }
                    int aBlock = aOffset + row * shape.aRowStride() + first * shape.aColumnStride();
                    if (packsA) {
                        packA(a, aBlock, rowEnd - row, depth, scratch);
                    }
                    for (int at = tile; at < tileEnd; at++) {
                        int panel = bScratch + (at - tile) % panels * panelLength;
                        int bBlock = bOffset + first * shape.bRowStride() + columnBegin * shape.bColumnStride();
                        if (packsB && block == 0) {
                            rightPacking.pack(b, bBlock, at, depth, scratch, panel);
                        }
                        int cTile = cOffset + row * shape.cRowStride() + columnBegin + tiles.begin(at);
                        computeTiles(at, packsA ? scratch : a, packsA ? aScratch : aBlock,
                                packsB ? scratch : b, packsB ? panel : bBlock + tiles.begin(at), c, cTile,
                                rowEnd - row, depth);
                    }
                    if (epilogue != null && depthBlock == tiling.depthBlocks() - 1) {
                        finish(epilogue, row, rowEnd, tile, tileEnd, transposed);
                    }
                }
            }
        }
    }

    /** All tiles of one block in one column of tiles. */
    private void computeTiles(int tile, Object a, int aOffset, Object b, int bOffset, Object c, int cOffset, int rows,
                              int depth) {
        int aRowStride = packsA ? packedRowStride() : shape.aRowStride();
        int aStep = packsA ? packedStep() : shape.aColumnStride();
        int bStep = packsB ? tiles.packedColumns(tile) : shape.bRowStride();
        int bLastVector = packsB ? tiles.packedLastVector(tile) : tiles.lastVector(tile);
        int cRowStride = shape.cRowStride();
        int cLastVector = tiles.lastVector(tile);
        int vectors = tiles.vectors(tile);
        int tileRows = tiling.rows();
        var kernel = kernels[tileRows][vectors];
        int row = 0;
        for (; row + tileRows <= rows; row += tileRows) {
            kernel.run(a, aOffset + row * aRowStride, aStep, b, bOffset, bStep, bLastVector,
                    c, cOffset + row * cRowStride, cRowStride, cLastVector, depth);
        }
        if (row < rows) {
            // Overwriting, the last tile may compute some rows twice; accumulating, it must not.
            int rest = tiling.accumulates() ? rows - row : tileRows;
            row = rows - rest;
            kernels[rest][vectors].run(a, aOffset + row * aRowStride, aStep, b, bOffset, bStep, bLastVector,
                    c, cOffset + row * cRowStride, cRowStride, cLastVector, depth);
        }
    }

    private void packA(Object a, int offset, int rows, int depth, Object scratch) {
        if (shape.aRowsAdjacent()) {
            for (int step = 0; step < depth; step++) {
                System.arraycopy(a, offset + step * shape.aColumnStride(),
                        scratch, aScratch + step * packedStep(), rows);
            }
        } else {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(a, offset + row * shape.aRowStride(),
                        scratch, aScratch + row * packedRowStride(), depth);
            }
        }
    }

    private int packedRowStride() {
        return shape.aRowsAdjacent() ? 1 : PACKED_ROW_STRIDE;
    }

    private int packedStep() {
        return shape.aRowsAdjacent() ? BLOCK_ROWS + ADJACENT_PADDING : 1;
    }

    private int packedALength(int rows) {
        return shape.aRowsAdjacent()
                ? tiling.depthBlock() * packedStep() : Math.min(rows, BLOCK_ROWS) * PACKED_ROW_STRIDE;
    }

    private void clear(Object c, int cOffset, int row, int rowEnd, int tile, int tileEnd) {
        for (int at = row; at < rowEnd; at++) {
            int begin = cOffset + at * shape.cRowStride() + columnBegin;
            shape.precision().clear(c, begin + tiles.begin(tile), begin + tiles.end(tileEnd - 1));
        }
    }

    private void finish(BlockEpilogue epilogue, int row, int rowEnd, int tile, int tileEnd, boolean transposed) {
        int column = columnBegin + tiles.begin(tile);
        int columnEnd = columnBegin + tiles.end(tileEnd - 1);
        if (transposed) {
            epilogue.apply(column, columnEnd, row, rowEnd);
        } else {
            epilogue.apply(row, rowEnd, column, columnEnd);
        }
    }

    /**
     * Boundaries between blocks: multiples of a tile's rows, so that only the last block has a rest; it has a whole
     * tile.
     */
    private static int[] rowBlocks(int rows, int tileRows) {
        int rowTiles = Math.ceilDiv(rows, tileRows);
        int blocks = Math.ceilDiv(rowTiles, BLOCK_ROWS / tileRows);
        var boundaries = new int[blocks + 1];
        for (int block = 0; block <= blocks; block++) {
            boundaries[block] = Math.min(rows, rowTiles * block / blocks * tileRows);
        }
        return boundaries;
    }

    private void chooseKernels(int rows) {
        int rest = tiling.accumulates() ? rows % tiling.rows() : 0;
        for (int tile = 0; tile < tiles.count(); tile++) {
            for (int height : new int[] {tiling.rows(), rest}) {
                kernels[height][tiles.vectors(tile)] = height == 0 ? null : kernel(height, tiles.vectors(tile));
            }
        }
    }

    private TileKernel kernel(int height, int vectors) {
        return new TileKernelGenerator(shape.precision(), tiling.lanes(), height, vectors, kernelRowStride(height),
                tiling.accumulates()).shared();
    }

    private int kernelRowStride(int height) {
        if (height == 1) {
            return 1;
        }
        return packsA ? packedRowStride() : shape.aRowStride();
    }

    void addWarmUps(List<KernelWarmUp> warmUps) {
        for (int rows = 1; rows < kernels.length; rows++) {
            for (int vectors = 1; vectors < kernels[rows].length; vectors++) {
                if (kernels[rows][vectors] != null) {
                    warmUps.add(warmUp(kernels[rows][vectors], rows, vectors));
                }
            }
        }
        if (packsB) {
            rightPacking.addWarmUps(shape.precision(), warmUps);
        }
    }

    private KernelWarmUp warmUp(TileKernel kernel, int rows, int vectors) {
        int width = vectors * tiling.lanes();
        int lastVector = width - tiling.lanes();
        var a = shape.precision().newArray((rows - 1) * kernelRowStride(rows) + KernelWarmUp.STEPS);
        var b = shape.precision().newArray(width * KernelWarmUp.STEPS);
        var c = shape.precision().newArray(width * rows);
        int operations = KernelWarmUp.STEPS * rows * vectors;
        return new KernelWarmUp(kernel, operations, () ->
                kernel.run(a, 0, 1, b, 0, width, lastVector, c, 0, width, lastVector, KernelWarmUp.STEPS));
    }
}
