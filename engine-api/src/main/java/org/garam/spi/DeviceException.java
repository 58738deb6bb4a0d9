package org.garam.spi;

/** A device cannot do what was asked, or failed: the message names the device, what was attempted and the remedy. */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
