package org.garam.kernels.host;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Lock;

/**
 * Transfers for devices with memory of their own. They go through {@link StagingArea}s that the driver pinned, because
 * the Java heap may move and copies from pageable memory are slow; one is filled while the other is transferred. Large
 * copies from and to native memory go directly.
 */
public final class StagedTransfers implements Transfers {
    /** How much is copied at a time. */
    public static final long BYTES_OF_AN_AREA = 4L << 20;
    private static final int AREAS = 2;
    private static final long DIRECT_FROM = 1 << 20;

    private final Lock queue;
    private final StagingDriver driver;
    private final StagingArea[] areas = new StagingArea[AREAS];
    private int current;

    /**
     * Transfers in order with the commands of a queue.
     *
     * @param queue held while commands are queued
     */
    public StagedTransfers(Lock queue, StagingDriver driver) {
        this.queue = queue;
        this.driver = driver;
    }

    @Override
    public void write(long memory, long offset, MemorySegment source) {
        queue.lock();
        try {
            if (source.isNative() && source.byteSize() >= DIRECT_FROM) {
                driver.copyNow(true, memory, offset, source);
                return;
            }
            for (long done = 0; done < source.byteSize();) {
                StagingArea area = areaWithRoom();
                long bytes = Math.min(area.room(), source.byteSize() - done);
                MemorySegment part = area.take(bytes);
                part.copyFrom(source.asSlice(done, bytes));
                area.usedUntil(driver.copy(true, memory, offset + done, part));
                done += bytes;
            }
            driver.flush();
        } finally {
            queue.unlock();
        }
    }

    /** {@return an area that is not full; waits until what is in it has been transferred if it is begun anew} */
    private StagingArea areaWithRoom() {
        if (areas[current] != null && areas[current].room() == 0) {
            current = (current + 1) % AREAS;
            if (areas[current] != null) {
                areas[current].reuse();
            }
        }
        return area(current);
    }

    private StagingArea area(int index) {
        if (areas[index] == null) {
            areas[index] = new StagingArea(driver);
        }
        return areas[index];
    }

    @Override
    public void read(long memory, long offset, MemorySegment destination) {
        queue.lock();
        try {
            long size = destination.byteSize();
            if (destination.isNative() && size >= DIRECT_FROM) {
                driver.copyNow(false, memory, offset, destination);
                return;
            }
            MemorySegment[] parts = new MemorySegment[AREAS];
            int parity = 0;
            long begun = Math.min(size, BYTES_OF_AN_AREA);
            parts[0] = begin(0, memory, offset, begun);
            for (long done = 0; done < size;) {
                long next = Math.min(size - begun, BYTES_OF_AN_AREA);
                if (next > 0) {
                    parts[1 - parity] = begin(1 - parity, memory, offset + begun, next);
                    begun += next;
                }
                area(parity).reuse();
                destination.asSlice(done, parts[parity].byteSize()).copyFrom(parts[parity]);
                done += parts[parity].byteSize();
                parity = 1 - parity;
            }
            driver.reportFailure();
        } finally {
            queue.unlock();
        }
    }

    private MemorySegment begin(int index, long memory, long offset, long bytes) {
        StagingArea area = area(index);
        area.reuse();
        MemorySegment part = area.take(bytes);
        area.usedUntil(driver.copy(false, memory, offset, part));
        driver.flush();
        return part;
    }

    @Override
    public void copy(long source, long target, long offset, long bytes) {
        queue.lock();
        try {
            driver.copyOnDevice(source, target, offset, bytes);
        } finally {
            queue.unlock();
        }
    }

    @Override
    public void close() {
        for (StagingArea area : areas) {
            if (area != null) {
                area.close();
            }
        }
    }
}
