package org.garam.spi;

/** A device has not enough memory left: the message says who holds what. What nobody can reach any more may free some. */
public class OutOfDeviceMemoryException extends DeviceException {
    private static final long serialVersionUID = 1;

    public OutOfDeviceMemoryException(String message) {
        super(message);
    }
}
