package org.garam.kernels;

import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * How a reduction is divided among work-items.
 *
 * @param way what one unit of work is
 * @param lanes how many results (ALONG_KEPT) or positions (otherwise) a work-item's vector holds
 * @param units how many units of work there are, without slices
 * @param range how many positions are counted by a unit's loop; it is this loop that slices divide
 * @param chunk how many of them one slice takes
 */
record ReductionSplit(Way way, int lanes, long units, long range, long chunk) {
    enum Way {
        /** An item has one result, or neighbouring ones in its lanes, and walks over all that is reduced. */
        ALONG_KEPT,
        /** An item has one result, and neighbouring positions of the last reduced axis in its lanes. */
        ALONG_REDUCED,
        /** A group has one result, and its items share the positions. */
        GROUP
    }

    private static final long SHORTEST_SLICE_OF_AN_ITEM = 64;
    private static final long SHORTEST_SLICE_OF_A_GROUP = 2048;
    private static final long SHORTEST_SLICE_OF_A_THREAD = 4096;
    private static final int ITEMS_TO_FILL_A_COMPUTE_UNIT = 512;
    private static final int GROUPS_TO_FILL_A_COMPUTE_UNIT = 4;
    private static final int FEWEST_POSITIONS_FOR_A_GROUP = 64;

    static ReductionSplit of(DeviceTraits traits, Kernel.Reduction kernel) {
        return traits.lockstep() ? lockstep(traits, kernel) : threads(traits, kernel);
    }

    /** {@return into how many parts each result is divided; more than one need a second launch that joins them} */
    long slices() {
        return range == 0 ? 1 : Math.ceilDiv(range, chunk);
    }

    private static ReductionSplit lockstep(DeviceTraits traits, Kernel.Reduction kernel) {
        long kept = kernel.kept().count();
        long range = kernel.reduced().count();
        boolean isGroup = range >= FEWEST_POSITIONS_FOR_A_GROUP && !isContiguousAlongKept(kernel) && traits.maxGroupSize() > 1;
        long wanted = (long) traits.computeUnits() * (isGroup ? GROUPS_TO_FILL_A_COMPUTE_UNIT : ITEMS_TO_FILL_A_COMPUTE_UNIT);
        long chunk = chunk(range, kept, wanted, isGroup ? SHORTEST_SLICE_OF_A_GROUP : SHORTEST_SLICE_OF_AN_ITEM, 1);
        return new ReductionSplit(isGroup ? Way.GROUP : Way.ALONG_KEPT, 1, kept, range, chunk);
    }

    private static ReductionSplit threads(DeviceTraits traits, Kernel.Reduction kernel) {
        long wanted = 2L * traits.computeUnits();
        int bytes = kernel.inputs().stream().map(View::dtype).mapToInt(DType::bytes).max().orElse(4);
        if (isContiguousAlongKept(kernel)) {
            int last = kernel.kept().size(-1);
            int lanes = LaneLoop.lanes(traits, last, bytes);
            long units = kernel.kept().count() / last * Math.ceilDiv(last, lanes);
            long range = kernel.reduced().count();
            return new ReductionSplit(Way.ALONG_KEPT, lanes, units, range,
                    chunk(range, units, wanted, SHORTEST_SLICE_OF_A_THREAD / lanes, 1));
        }
        int inner = kernel.reduced().rank() == 0 ? 1 : kernel.reduced().size(-1);
        int lanes = LaneLoop.lanes(traits, inner, bytes);
        boolean isList = kernel.reduced().rank() <= 1;
        long range = isList ? inner : inner == 0 ? 0 : kernel.reduced().count() / inner;
        long units = kernel.kept().count();
        long shortest = isList ? SHORTEST_SLICE_OF_A_THREAD : Math.ceilDiv(SHORTEST_SLICE_OF_A_THREAD, Math.max(1, inner));
        return new ReductionSplit(Way.ALONG_REDUCED, lanes, units, range,
                chunk(range, units, wanted, shortest, isList ? lanes : 1));
    }

    /** The positions of a slice, a multiple of {@code step}, so that about {@code wanted} units of work result. */
    private static long chunk(long range, long units, long wanted, long shortest, int step) {
        long slices = Math.clamp(Math.ceilDiv(wanted, Math.max(1, units)), 1, Math.max(1, range / Math.max(1, shortest)));
        return Math.max(1, Math.ceilDiv(Math.ceilDiv(range, slices), step) * step);
    }

    private static boolean isContiguousAlongKept(Kernel.Reduction kernel) {
        return kernel.kept().rank() > 0 && kernel.kept().size(-1) > 1 && kernel.inputs().stream().anyMatch(view ->
                !(view.place() instanceof Place.Positions) && Math.abs(view.stride(kernel.kept().rank() - 1)) == 1
                        && (kernel.reduced().rank() == 0 || Math.abs(view.stride(-1)) != 1));
    }
}
