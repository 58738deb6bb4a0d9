package org.garam.backend.cpu;

/**
 * How one worker's part of a product is cut: {@code rows} rows by at most {@code vectors} vectors of {@code lanes}
 * elements per tile, {@code depthBlock} steps of k at a time. Without the Vector API a vector has one lane.
 */
record Tiling(int lanes, int rows, int vectors, int depthBlocks, int depthBlock) {
    private static final int MOST_ROWS = 8;
    private static final int MOST_VECTORS = 8;
    private static final int MOST_SUMS = 24;
    private static final int DEEPEST = 1024;
    private static final int SCALAR_REGISTERS = 16;

    /** The tiling for parts of {@code fewestRows} to {@code mostRows} rows. */
    static Tiling choose(ProductShape shape, int fewestRows, int mostRows, int partColumns) {
        int blocks = blocks(shape.depth(), DEEPEST);
        int lanes = lanes(shape);
        int rows = 1;
        double best = Double.MAX_VALUE;
        for (int candidate = 1; candidate <= Math.min(MOST_ROWS, fewestRows); candidate++) {
            double cost = cost(candidate, mostRows, blocks(partColumns, lanes));
            if (cost <= best) {
                best = cost;
                rows = candidate;
            }
        }
        return new Tiling(lanes, rows, mostVectors(rows), blocks, blockSize(shape.depth(), blocks));
    }

    boolean accumulates() {
        return depthBlocks > 1;
    }

    int tileColumns() {
        return vectors * lanes;
    }

    static int blocks(int size, int most) {
        return Math.max(1, (size + most - 1) / most);
    }

    static int blockSize(int size, int blocks) {
        return (size + blocks - 1) / blocks;
    }

    /** A matrix narrower than a vector takes narrower vectors; the compiler has them down to 64 bits. */
    static int lanes(ProductShape shape) {
        if (!VectorSupport.available()) {
            return 1;
        }
        int lanes = PreferredSpecies.BITS / Byte.SIZE / shape.precision().bytes();
        while (lanes > shape.columns() && lanes > 1) {
            lanes /= 2;
        }
        return lanes;
    }

    private static int mostVectors(int rows) {
        int vectors = 1;
        while (vectors < MOST_VECTORS && rows * (vectors + 1) <= MOST_SUMS
                && rows * (vectors + 1) + vectors + 2 <= registers()) {
            vectors++;
        }
        return vectors;
    }

    /** Estimated cycles per step of k: two multiply-adds or two loads each, at least one multiply-add's latency. */
    private static double cost(int rows, int partRows, int partVectors) {
        int columnTiles = blocks(partVectors, mostVectors(rows));
        double vectors = (double) partVectors / columnTiles;
        double tile = Math.max(4, Math.max(rows * vectors, rows + 2 * vectors) / 2) + 1;
        return blocks(partRows, rows) * columnTiles * tile;
    }

    private static int registers() {
        return VectorSupport.available() ? PreferredSpecies.registers() : SCALAR_REGISTERS;
    }
}
