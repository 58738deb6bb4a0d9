package org.garam.kernels.host;

import org.garam.spi.DeviceException;

/** The first failure of a queue that nobody has been told yet. Whoever uses it holds the queue. */
public final class PostponedFailure {
    private DeviceException first;

    /** Has a failure reported, unless an earlier one waits for that. */
    public void postpone(DeviceException failure) {
        if (first == null) {
            first = failure;
        }
    }

    /** Has a failure that was taken reported as if it had not been; null is none. */
    public void putBack(DeviceException taken) {
        first = taken == null ? first : taken;
    }

    /** @throws DeviceException the failure that waits, if there is one */
    public void report() {
        if (first != null) {
            DeviceException reported = first;
            first = null;
            throw reported;
        }
    }
}
