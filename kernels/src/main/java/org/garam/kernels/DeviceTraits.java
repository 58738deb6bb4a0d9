package org.garam.kernels;

/**
 * What the shape of a kernel depends on, besides what it computes.
 *
 * @param dialect the C that is compiled
 * @param lockstep whether neighbouring work-items run in lockstep and load together, as on a GPU; if not, a work-item is
 *     a thread's whole work, as on a CPU, and should use vectors of its own
 * @param computeUnits how many work-groups run at the same time, at least
 * @param maxGroupSize the most work-items a group may have
 * @param localBytes the local memory of a group; 0 if it has none worth using
 * @param vectorBytes the width of a work-item's own vectors; at most 4 where items run in lockstep
 */
public record DeviceTraits(Dialect dialect, boolean lockstep, int computeUnits, int maxGroupSize, long localBytes,
        int vectorBytes) {
    public DeviceTraits {
        if (computeUnits < 1 || maxGroupSize < 1 || localBytes < 0 || vectorBytes < 4) {
            throw new IllegalArgumentException("a device needs compute units, groups and vectors of at least 1, 1 and 4, "
                    + "received " + computeUnits + ", " + maxGroupSize + " and " + vectorBytes);
        }
    }

    /** {@return the largest power of two that is neither more than {@code wanted} nor than a group may have} */
    public int groupSize(int wanted) {
        return Integer.highestOneBit(Math.max(1, Math.min(wanted, maxGroupSize)));
    }
}
