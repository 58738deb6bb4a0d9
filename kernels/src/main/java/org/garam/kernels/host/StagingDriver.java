package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;

/** What a driver does for {@link StagedTransfers}. All methods but {@link #allocate} queue or wait for commands. */
public interface StagingDriver {
    /** Host memory that the device copies from and to at full speed. */
    interface Staging extends AutoCloseable {
        /** {@return the memory} */
        MemorySegment segment();

        @Override
        void close();
    }

    /**
     * {@return new host memory of {@code bytes}}
     *
     * @throws org.garam.spi.DeviceException if the driver refuses
     */
    Staging allocate(long bytes);

    /**
     * Queues a copy between the buffer {@code memory}, from byte {@code offset} on, and {@code part} of a staging memory.
     *
     * @param writes whether to the device
     * @return the event that ends it
     */
    long copy(boolean writes, long memory, long offset, MemorySegment part);

    /** Copies between a buffer and native memory of any kind, and waits for it. */
    void copyNow(boolean writes, long memory, long offset, MemorySegment nativeMemory);

    /** Queues a copy of the first {@code bytes} of one buffer to another, from byte {@code offset} on. */
    void copyOnDevice(long source, long target, long offset, long bytes);

    /** Waits for an event and releases it. What failed is told by {@link #reportFailure} and not here. */
    void await(long event);

    /** Lets go of an event nobody waits for. */
    void release(long event);

    /** Hands what is queued to the device. */
    void flush();

    /**
     * Throws what failed since the last report.
     *
     * @throws org.garam.spi.DeviceException the first failure
     */
    void reportFailure();
}
