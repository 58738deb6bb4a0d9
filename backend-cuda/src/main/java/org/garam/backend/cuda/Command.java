package org.garam.backend.cuda;

/** An operation with its addresses. */
public interface Command extends AutoCloseable {
    /**
     * Queues the command on the device's stream, which may be capturing; allocates nothing and waits for nothing. The caller
     * holds the stream.
     *
     * @throws org.garam.spi.DeviceException if the driver or a library refuses
     */
    void enqueue();

    @Override
    default void close() {}
}
