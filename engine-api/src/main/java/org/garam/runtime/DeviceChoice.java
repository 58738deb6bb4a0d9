package org.garam.runtime;

import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceInfo;

/**
 * Which device is taken, before it is opened.
 *
 * @param backend the backend that opens it
 * @param device what it is
 * @param reason why this one, for people
 */
public record DeviceChoice(BackendProvider backend, DeviceInfo device, String reason) {
    /**
     * {@return the device, opened}
     *
     * @throws org.garam.spi.DeviceException if it cannot be
     */
    public Device open() {
        return backend.open(device.ordinal());
    }
}
