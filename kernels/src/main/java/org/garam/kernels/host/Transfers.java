package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import org.garam.spi.DeviceException;

/** Copies between host and device and on the device, in order with the kernels of the device's queue. */
public interface Transfers extends AutoCloseable {
    /**
     * Copies {@code source}, which may be changed afterwards, to the buffer {@code memory} from byte {@code offset} on.
     *
     * @throws DeviceException if the device fails
     */
    void write(long memory, long offset, MemorySegment source);

    /**
     * Copies from byte {@code offset} of the buffer {@code memory} on to {@code destination}, all of it.
     *
     * @throws DeviceException if the device fails
     */
    void read(long memory, long offset, MemorySegment destination);

    /**
     * Queues a copy of the first {@code bytes} of the buffer {@code source} to the buffer {@code target} from byte
     * {@code offset} on.
     *
     * @throws DeviceException if the device fails
     */
    void copy(long source, long target, long offset, long bytes);

    @Override
    void close();
}
