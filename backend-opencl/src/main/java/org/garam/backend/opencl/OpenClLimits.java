package org.garam.backend.opencl;

/**
 * What a device may use at most, so that tests can open a large device as if it were a small one.
 *
 * @param groupSize work-items of a group
 * @param localBytes local memory of a group
 * @param memoryBytes memory in all, and of one buffer
 * @param allowsFloat64 whether float64 may be used
 * @param allowsMapping whether memory that host and device share may be mapped instead of copied
 * @param asksForBinaries whether binaries are cached even if the driver caches them as well
 */
record OpenClLimits(int groupSize, long localBytes, long memoryBytes, boolean allowsFloat64, boolean allowsMapping,
        boolean asksForBinaries) {
    /** What the device itself says. */
    static final OpenClLimits NONE =
            new OpenClLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, true, true, false);
}
