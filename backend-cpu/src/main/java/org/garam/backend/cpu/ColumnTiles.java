package org.garam.backend.cpu;

/**
 * A part's columns cut into tiles of about equal width. Offsets are relative to the part. A tile's last vector
 * overlaps the one before it where the width is no multiple of the vector length; packed, it has a place of its own.
 */
final class ColumnTiles {
    private final int lanes;
    private final int[] begins;
    private final int[] vectors;

    ColumnTiles(Tiling tiling, int columns) {
        lanes = tiling.lanes();
        int units = Math.ceilDiv(columns, lanes);
        int tiles = Math.ceilDiv(columns, tiling.tileColumns());
        begins = new int[tiles + 1];
        vectors = new int[tiles];
        for (int tile = 0; tile < tiles; tile++) {
            // Rounded up, so that the wider tiles come first and the last one is not a lone rest.
            int first = Math.ceilDiv(units * tile, tiles);
            int end = Math.ceilDiv(units * (tile + 1), tiles);
            begins[tile] = first * lanes;
            begins[tile + 1] = Math.min(columns, end * lanes);
            vectors[tile] = end - first;
        }
    }

    int count() {
        return vectors.length;
    }

    int begin(int tile) {
        return begins[tile];
    }

    int end(int tile) {
        return begins[tile + 1];
    }

    int vectors(int tile) {
        return vectors[tile];
    }

    /** Distance of the tile's last vector from its first one. */
    int lastVector(int tile) {
        return end(tile) - begin(tile) - lanes;
    }

    int packedColumns(int tile) {
        return vectors[tile] * lanes;
    }

    int packedLastVector(int tile) {
        return packedColumns(tile) - lanes;
    }
}
