package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;

/** How a matrix product is divided among work-items. */
public sealed interface GemmTile {
    /**
     * Each work-item computes {@code rows} x {@code columns} elements in registers and reads both operands where they
     * are: right for devices with caches and wide vectors, and for those without local memory.
     *
     * @param lanes the length of the vectors; 1 for scalars
     * @param axis what neighbouring lanes are
     * @param isPacked whether a launch before it copies the right operand, so that a work-item reads one contiguous strip
     * @param groupSize work-items of a group
     */
    record Direct(int rows, int columns, int lanes, Axis axis, boolean isPacked, int groupSize) implements GemmTile {
        /** What neighbouring lanes of a vector are. */
        public enum Axis {
            /** Neighbouring columns of the product. */
            COLUMNS,
            /** Neighbouring terms of the sums: for operands that are both contiguous along these. */
            DEPTH
        }

        @Override
        public String toString() {
            return "direct " + rows + "x" + columns + (lanes == 1 ? "" : axis == Axis.COLUMNS
                    ? " in vectors of " + lanes + " columns" : " in vectors of " + lanes + " terms")
                    + (isPacked ? ", right packed" : "") + (groupSize == 1 ? "" : ", groups of " + groupSize);
        }
    }

    /**
     * A work-group loads {@code depth} terms of {@code rows()} rows and {@code columns()} columns to local memory at a
     * time; each of its {@code height} x {@code width} items computes {@code itemRows} x {@code itemColumns} elements.
     *
     * @param slices into how many parts the sums are divided; more than one need a second launch that adds the parts
     */
    record Tiled(int width, int height, int itemRows, int itemColumns, int depth, int slices) implements GemmTile {
        /** {@return the rows of the product a group computes} */
        public int rows() {
            return height * itemRows;
        }

        /** {@return the columns of the product a group computes} */
        public int columns() {
            return width * itemColumns;
        }

        @Override
        public String toString() {
            return "tiled " + rows() + "x" + columns() + "x" + depth + " by " + height + "x" + width + " items of "
                    + itemRows + "x" + itemColumns + (slices == 1 ? "" : ", sums in " + slices + " slices");
        }
    }

    /** {@return tiles that are valid for the device and the product, the one expected to be fastest first} */
    static List<GemmTile> candidates(DeviceTraits traits, Kernel.Gemm gemm) {
        return GemmTiles.candidates(traits, gemm);
    }

    /** {@return the tile expected to be fastest} */
    static GemmTile preferred(DeviceTraits traits, Kernel.Gemm gemm) {
        return candidates(traits, gemm).getFirst();
    }
}
