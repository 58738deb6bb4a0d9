package org.garam.backend.opencl;

import org.garam.conformance.DeviceUnderTest;
import org.garam.kernels.host.DiskCache;

/** Opens the first device for a test, or skips the test with the reason why there is none. */
final class TestDevices {
    /** As small as a device may be: groups of 16, 4 KiB of local memory. */
    static final OpenClLimits SMALL = new OpenClLimits(16, 4096, 1L << 30, true, true, false);

    private TestDevices() {}

    static OpenClDevice open() {
        return open(OpenClLimits.NONE, noCache());
    }

    static OpenClDevice open(OpenClLimits limits) {
        return open(limits, noCache());
    }

    static OpenClDevice open(OpenClLimits limits, DiskCache cache) {
        DeviceUnderTest.open(new OpenClBackendProvider()).close();
        return new OpenClDevice(OpenClPlatforms.find().devices().getFirst().limited(limits), 0, cache);
    }

    static DiskCache noCache() {
        return new DiskCache(null, 0);
    }

    /** {@return the limits of a device with this much memory} */
    static OpenClLimits memory(long bytes) {
        return new OpenClLimits(Integer.MAX_VALUE, Long.MAX_VALUE, bytes, true, true, false);
    }

    /** {@return limits that only switch what the last components say} */
    static OpenClLimits switches(boolean allowsFloat64, boolean allowsMapping, boolean asksForBinaries) {
        return new OpenClLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, allowsFloat64, allowsMapping,
                asksForBinaries);
    }
}
