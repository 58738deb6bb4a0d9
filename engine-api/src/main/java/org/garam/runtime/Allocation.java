package org.garam.runtime;

import java.lang.ref.Cleaner;
import org.garam.spi.DeviceBuffer;

/** Device memory that is freed when it is closed, when the scope it was made in ends, or when nobody can reach it. */
final class Allocation implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    /** Must not refer to the allocation, or that would stay reachable for ever. */
    private record Release(DeviceBuffer buffer) implements Runnable {
        @Override
        public void run() {
            buffer.close();
        }
    }

    private final DeviceBuffer buffer;
    private final Cleaner.Cleanable cleanable;
    private volatile boolean closed;

    Allocation(DeviceBuffer buffer) {
        this.buffer = buffer;
        this.cleanable = CLEANER.register(this, new Release(buffer));
    }

    DeviceBuffer buffer() {
        if (closed) {
            throw new IllegalStateException("this tensor's memory was freed, by close() or at the end of a DeviceScope;"
                    + " keep() what is used after the scope");
        }
        return buffer;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        cleanable.clean();
    }
}
