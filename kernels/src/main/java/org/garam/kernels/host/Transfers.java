package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import org.garam.spi.DeviceException;

/** Copies between host and device, in order with the kernels of the device's queue. */
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

    @Override
    void close();
}
