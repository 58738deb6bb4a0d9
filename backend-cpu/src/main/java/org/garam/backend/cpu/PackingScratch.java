package org.garam.backend.cpu;

import java.lang.reflect.Array;

/**
 * Scratch memory that all matrix products of a device share: they run one after another. Each worker has an array of
 * its own. The arrays are large on purpose: the garbage collector G1 gives a large array a region of its own, and the
 * beginning of a region is aligned, which an ordinary array is not; {@link #alignedStart} then is on a cache line.
 */
final class PackingScratch {
    private static final int SMALLEST_BYTES = 4 << 20;
    private static final int ALIGNMENT_BYTES = 64;
    private static final int ARRAY_HEADER_BYTES = 16;

    private final Object[][] arrays;

    PackingScratch(int workers) {
        arrays = new Object[Precision.values().length][workers];
    }

    /**
     * Makes room for {@code length} elements per worker, counted from {@link #alignedStart}; call while nothing
     * runs.
     */
    void reserve(Precision precision, int length) {
        var ofPrecision = arrays[precision.ordinal()];
        int needed = Math.max(length + alignedStart(precision), SMALLEST_BYTES / precision.bytes());
        for (int worker = 0; worker < ofPrecision.length; worker++) {
            if (ofPrecision[worker] == null || Array.getLength(ofPrecision[worker]) < needed) {
                ofPrecision[worker] = precision.newArray(needed);
            }
        }
    }

    Object array(Precision precision, int worker) {
        return arrays[precision.ordinal()][worker];
    }

    static int alignedStart(Precision precision) {
        return (ALIGNMENT_BYTES - ARRAY_HEADER_BYTES) / precision.bytes();
    }

    static int aligned(Precision precision, int length) {
        int unit = ALIGNMENT_BYTES / precision.bytes();
        return (length + unit - 1) / unit * unit;
    }
}
