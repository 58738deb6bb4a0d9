package org.garam.backend.cuda.library;

import java.util.Map;
import org.garam.spi.DeviceException;

/** The status codes of cuBLAS and cuBLASLt: what they are called and what to do about them. */
final class BlasStatus {
    static final int SUCCESS = 0;
    static final int NOT_SUPPORTED = 15;

    private static final Map<Integer, String> NAMES = Map.of(0, "SUCCESS", 1, "NOT_INITIALIZED", 3, "ALLOC_FAILED",
            7, "INVALID_VALUE", 8, "ARCH_MISMATCH", 11, "MAPPING_ERROR", 13, "EXECUTION_FAILED", 14, "INTERNAL_ERROR",
            NOT_SUPPORTED, "NOT_SUPPORTED", 16, "LICENSE_ERROR");
    private static final Map<Integer, String> REMEDIES = Map.of(
            1, "the library could not start on this device; are driver and library of versions that go together?",
            3, "the library found no memory for itself; take smaller batches, or close what is no longer used",
            8, "the library has no code for this device; take a library of another version",
            13, "a kernel of the library failed on the device; an earlier kernel may be the cause",
            14, "an earlier failure of the device may be the cause; open a new engine");

    private BlasStatus() {}

    /** {@return the name and the number, and what to do if that can be told} */
    static String explain(int code) {
        return (NAMES.containsKey(code) ? "CUBLAS_STATUS_" + NAMES.get(code) : "an unknown status") + " (" + code + ")"
                + (REMEDIES.containsKey(code) ? "; " + REMEDIES.get(code) : "");
    }

    /**
     * Does nothing if the code says success.
     *
     * @param library what was called, with its path
     * @param attempted what it was to do
     * @throws DeviceException if the code is another
     */
    static void check(int code, Object library, Object attempted) {
        if (code != SUCCESS) {
            throw new DeviceException(attempted + " by " + library + " failed: " + explain(code));
        }
    }
}
