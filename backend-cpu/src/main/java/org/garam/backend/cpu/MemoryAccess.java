package org.garam.backend.cpu;

import org.garam.plan.View;

/**
 * What a kernel touches of an array: where elements from {@code low} to {@code high} lie, both included.
 *
 * @param written whether it writes there
 */
record MemoryAccess(Object array, long low, long high, boolean written) {
    static MemoryAccess of(View view, Object array, boolean written) {
        return new MemoryAccess(array, view.lowestOffset(), view.highestOffset(), written);
    }

    static MemoryAccess whole(Object array, boolean written) {
        return new MemoryAccess(array, 0, Long.MAX_VALUE, written);
    }

    /** {@return whether the order of the two accesses matters} */
    boolean conflictsWith(MemoryAccess other) {
        return array == other.array && (written || other.written) && low <= other.high && other.low <= high;
    }
}
