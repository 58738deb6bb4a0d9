package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;

/** Host memory that the driver allocated, so that the device can copy from and to it at full speed. */
final class StagingArea implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final StagingDriver driver;
    private final StagingDriver.Staging staging;
    private long taken;
    private long lastUse;

    /** The caller holds the queue's lock, here and everywhere else. */
    StagingArea(StagingDriver driver) {
        this.driver = driver;
        staging = driver.allocate(StagedTransfers.BYTES_OF_AN_AREA);
    }

    /** {@return the bytes not taken since the last {@link #reuse}} */
    long room() {
        return StagedTransfers.BYTES_OF_AN_AREA - taken;
    }

    /** {@return the next {@code bytes} of the area} */
    MemorySegment take(long bytes) {
        MemorySegment part = staging.segment().asSlice(taken, bytes);
        taken = Math.min(StagedTransfers.BYTES_OF_AN_AREA, Math.ceilDiv(taken + bytes, ALIGNMENT) * ALIGNMENT);
        return part;
    }

    /** Takes over the event of the last transfer from or to the area. */
    void usedUntil(long event) {
        if (lastUse != 0) {
            driver.release(lastUse);
        }
        lastUse = event;
    }

    /** Waits until the transfers have been done; the whole area is free then. */
    void reuse() {
        if (lastUse != 0) {
            driver.await(lastUse);
            lastUse = 0;
        }
        taken = 0;
    }

    @Override
    public void close() {
        reuse();
        staging.close();
    }
}
