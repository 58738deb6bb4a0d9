package org.garam.kernels;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.plan.Kernel;

/** Which tiles a device can use for a product, in the order of what they are expected to cost. */
final class GemmTiles {
    private static final int MOST_CANDIDATES = 6;
    private static final int ITEMS_WITHOUT_LOCAL_MEMORY = 64;
    private static final int SUMS_WITHOUT_LOCAL_MEMORY = 4;

    private GemmTiles() {}

    static List<GemmTile> candidates(DeviceTraits traits, Kernel.Gemm gemm) {
        if (!traits.lockstep()) {
            return Threads.candidates(traits, gemm);
        }
        List<GemmTile> tiled = Lockstep.candidates(traits, gemm);
        return tiled.isEmpty() ? List.of(scalars(traits, gemm)) : tiled;
    }

    private static GemmTile scalars(DeviceTraits traits, Kernel.Gemm gemm) {
        GemmProduct product = GemmProduct.forVectors(gemm);
        return new GemmTile.Direct(Math.min(SUMS_WITHOUT_LOCAL_MEMORY, product.left().size()),
                Math.min(SUMS_WITHOUT_LOCAL_MEMORY, product.right().size()), 1, GemmTile.Direct.Axis.COLUMNS, false,
                traits.groupSize(ITEMS_WITHOUT_LOCAL_MEMORY));
    }

    /** How many tiles cover the product. */
    private static long tiles(GemmProduct product, int rows, int columns) {
        return product.batch().count() * Math.ceilDiv(product.left().size(), rows)
                * Math.ceilDiv(product.right().size(), columns);
    }

    /**
     * Work-items that are threads with vectors. Costs are in vector multiply-adds, fitted to measurements on PoCL (one
     * 512-bit core; 32 x 784 x 300: 8x48 0.155 ms, 8x32 0.175 ms, 4x64 0.22 ms, 8x16 0.245 ms).
     */
    private static final class Threads {
        private static final int LONGEST_VECTOR = 16;
        private static final int MOST_ROWS = 8;
        private static final int MOST_VECTORS = 4;
        /** Small products have fewer sums: more than these save microseconds and cost 100 ms of compilation. */
        private static final int SUMS_OF_SMALL_PRODUCTS = 16;
        private static final long SMALL_PRODUCT = 1 << 22;
        /** Fewer sums than this wait for their own last result. */
        private static final int FEWEST_SUMS = 8;
        private static final double LOAD = 1;
        private static final double LOAD_BEYOND_FIRST_CACHE = 4;
        private static final double LOAD_OF_PACKED = 2;
        private static final double LOAD_OF_A_LANE = 2;
        private static final long FIRST_CACHE_BYTES = 32 << 10;
        private static final double BEGIN_OF_A_TILE = 100;
        private static final double STORE = 8;
        private static final double STORE_WITH_LANES_ADDED = 16;
        /** Packing pays for itself where an operand is large: 1.2 times as fast at 128 x 784 x 300, 2 at 1024 cubed. */
        private static final int FEWEST_ROWS_TO_PACK = 128;
        private static final long FEWEST_BYTES_TO_PACK = 1 << 19;
        /** What is not contiguous is packed earlier; below this, vectors along the depth are faster if they are possible. */
        private static final int FEWEST_ROWS_TO_PACK_GATHERED = 64;

        static List<GemmTile> candidates(DeviceTraits traits, Kernel.Gemm gemm) {
            boolean hasVectors = gemm.left().dtype().isFloating() && !gemm.left().dtype().isHalf();
            int longest = traits.dialect() == Dialect.OPENCL_C && hasVectors
                    ? Math.min(LONGEST_VECTOR, traits.vectorBytes() / gemm.left().dtype().bytes()) : 1;
            GemmProduct product = GemmProduct.forVectors(gemm);
            GemmProduct.Operand right = product.right();
            boolean isAlongDepth = longest > 1 && product.depth() >= longest && isBetterAlongDepth(product);
            boolean isPacked = !isAlongDepth && isPackingWorthIt(product);
            int lanes = isAlongDepth ? longest : Integer.highestOneBit(Math.min(longest, right.size()));
            int vectorColumns = isAlongDepth ? 1 : lanes;
            GemmTile.Direct.Axis axis = isAlongDepth ? GemmTile.Direct.Axis.DEPTH : GemmTile.Direct.Axis.COLUMNS;
            int mostSums = mostSums(traits, product);
            List<GemmTile.Direct> tiles = IntStream.rangeClosed(1, Math.min(MOST_ROWS, product.left().size())).boxed()
                    .flatMap(rows -> IntStream.rangeClosed(1, MOST_VECTORS).filter(vectors -> rows * vectors <= mostSums)
                            .mapToObj(vectors -> new GemmTile.Direct(rows, Math.min(vectors * vectorColumns, right.size()),
                                    lanes, axis, isPacked, 1)))
                    .distinct().sorted(Comparator.comparingDouble(tile -> cost(traits, product, tile)))
                    .limit(isPacked ? MOST_CANDIDATES - 1 : MOST_CANDIDATES).toList();
            Stream<GemmTile> unpacked = tiles.stream().filter(GemmTile.Direct::isPacked).limit(1)
                    .map(tile -> new GemmTile.Direct(tile.rows(), tile.columns(), lanes, axis, false, 1));
            return Stream.concat(tiles.stream(), unpacked).toList();
        }

        private static boolean isBetterAlongDepth(GemmProduct product) {
            GemmProduct.Operand right = product.right();
            return product.left().isContiguousAlongDepth() && right.isContiguousAlongDepth() && (right.size() == 1
                    || !right.isContiguous() && product.left().size() < FEWEST_ROWS_TO_PACK_GATHERED);
        }

        /** Of 16 registers of 256 bits or 32 of 512 some hold what is multiplied. */
        private static int mostSums(DeviceTraits traits, GemmProduct product) {
            int inRegisters = traits.vectorBytes() >= 64 ? 24 : 12;
            return multiplications(product) < SMALL_PRODUCT ? Math.min(inRegisters, SUMS_OF_SMALL_PRODUCTS) : inRegisters;
        }

        private static long multiplications(GemmProduct product) {
            return product.kernel().output().shape().count() * product.depth();
        }

        private static boolean isPackingWorthIt(GemmProduct product) {
            if (product.depth() == 0) {
                return false;
            }
            long bytes = (long) product.depth() * product.right().size() * product.dtype().bytes();
            return product.right().isContiguous()
                    ? product.left().size() >= FEWEST_ROWS_TO_PACK && bytes >= FEWEST_BYTES_TO_PACK
                    : product.left().size() >= FEWEST_ROWS_TO_PACK_GATHERED;
        }

        private static double cost(DeviceTraits traits, GemmProduct product, GemmTile.Direct tile) {
            boolean isAlongDepth = tile.axis() == GemmTile.Direct.Axis.DEPTH;
            int vectors = isAlongDepth ? tile.columns() : Math.ceilDiv(tile.columns(), tile.lanes());
            int sums = tile.rows() * vectors;
            double steps = isAlongDepth ? (double) product.depth() / tile.lanes() : product.depth();
            double step = Math.max(sums, FEWEST_SUMS) + LOAD * tile.rows() + loadOfAVector(product, tile) * vectors;
            double finish = BEGIN_OF_A_TILE + (isAlongDepth ? STORE_WITH_LANES_ADDED : STORE) * sums;
            return Math.ceilDiv(tiles(product, tile.rows(), tile.columns()), traits.computeUnits()) * (steps * step + finish);
        }

        private static double loadOfAVector(GemmProduct product, GemmTile.Direct tile) {
            if (tile.isPacked()) {
                return LOAD_OF_PACKED;
            }
            if (tile.axis() == GemmTile.Direct.Axis.COLUMNS && !product.right().isContiguous()) {
                return LOAD_OF_A_LANE * tile.lanes();
            }
            long strip = (long) product.depth() * tile.columns() * product.dtype().bytes();
            return strip <= FIRST_CACHE_BYTES ? LOAD : LOAD_BEYOND_FIRST_CACHE;
        }
    }

    /**
     * Work-items that run in lockstep. Costs are in cycles of a compute unit that does 128 multiply-adds in each; a tile
     * has to be large for its sums to outweigh the loads, and small for all compute units to have one.
     */
    private static final class Lockstep {
        private static final int[] SLICES = {1, 2, 4, 8, 16, 32};
        private static final int FEWEST_TERMS_OF_A_SLICE = 64;
        private static final double MULTIPLY_ADDS_OF_A_CYCLE = 128;
        private static final double LOAD_OF_A_LOCAL_OPERAND = 1.5;
        private static final double WAIT_FOR_MEMORY = 400;
        /** Groups that hide each other's waiting. */
        private static final int GROUPS_AT_A_TIME = 4;
        private static final double SECOND_LAUNCH = 5000;
        /** To write one and read it again. */
        private static final double PARTIAL_SUM = 0.5;
        private static final List<GemmTile.Tiled> TILES = List.of(tile(16, 16, 8, 8, 8), tile(16, 16, 4, 8, 8),
                tile(16, 16, 8, 4, 8), tile(16, 16, 4, 4, 16), tile(8, 8, 4, 8, 16), tile(8, 8, 8, 4, 16),
                tile(8, 8, 4, 4, 16), tile(4, 4, 4, 4, 16), tile(4, 4, 2, 2, 8), tile(2, 2, 2, 2, 8));

        private static GemmTile.Tiled tile(int width, int height, int itemRows, int itemColumns, int depth) {
            return new GemmTile.Tiled(width, height, itemRows, itemColumns, depth, 1);
        }

        static List<GemmTile> candidates(DeviceTraits traits, Kernel.Gemm gemm) {
            GemmProduct product = GemmProduct.of(gemm);
            return TILES.stream()
                    .filter(tile -> tile.width() * tile.height() <= traits.maxGroupSize()
                            && GemmTiledTemplate.localBytes(tile, product.dtype()) <= traits.localBytes())
                    .flatMap(tile -> IntStream.of(SLICES)
                            .filter(slices -> slices == 1 || product.depth() / slices >= FEWEST_TERMS_OF_A_SLICE)
                            .mapToObj(slices -> new GemmTile.Tiled(tile.width(), tile.height(), tile.itemRows(),
                                    tile.itemColumns(), tile.depth(), slices)))
                    .sorted(Comparator.comparingDouble(tile -> cost(traits, product, tile)))
                    .limit(MOST_CANDIDATES).<GemmTile>map(tile -> tile).toList();
        }

        private static double cost(DeviceTraits traits, GemmProduct product, GemmTile.Tiled tile) {
            long groups = Math.ceilDiv(tiles(product, tile.rows(), tile.columns()) * tile.slices(), traits.computeUnits());
            double terms = Math.ceilDiv(product.depth(), tile.slices());
            double ofATerm = tile.itemRows() * tile.itemColumns()
                    + LOAD_OF_A_LOCAL_OPERAND * (tile.itemRows() + tile.itemColumns());
            double computing = groups * terms * tile.width() * tile.height() * ofATerm / MULTIPLY_ADDS_OF_A_CYCLE;
            double waiting = Math.ceilDiv(groups, GROUPS_AT_A_TIME) * (terms / tile.depth() + 1) * WAIT_FOR_MEMORY;
            double partials = (double) product.kernel().output().shape().count() * tile.slices() / traits.computeUnits();
            return computing + waiting + (tile.slices() == 1 ? 0 : SECOND_LAUNCH + PARTIAL_SUM * partials);
        }
    }
}
