package org.garam.backend.cpu;

import org.garam.plan.View;

/** Row numbers read from memory, each moved to the nearest row there is. */
final class Positions {
    /** One of these is the array, or none if the positions count by themselves. */
    private final int[] ints;
    private final long[] longs;
    private final long offset;
    private final long stride;
    private final long last;

    Positions(View view, PlanMemory memory, int rows) {
        Object array = memory.array(view);
        ints = array instanceof int[] found ? found : null;
        longs = array instanceof long[] found ? found : null;
        offset = view.offset();
        stride = view.stride(0);
        last = rows - 1L;
    }

    long at(long index) {
        long place = offset + index * stride;
        long position = ints != null ? ints[(int) place] : longs != null ? longs[(int) place] : place;
        return Math.clamp(position, 0, last);
    }
}
