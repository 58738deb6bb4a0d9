package org.garam.kernels.host;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Keeps a device from being closed while it is used: a driver given what is freed crashes the process. */
public final class CloseGuard {
    private final String deviceName;
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    /** @param deviceName what messages call the device */
    public CloseGuard(String deviceName) {
        this.deviceName = deviceName;
    }

    /**
     * {@return what {@code action} returns; the device is not closed meanwhile}
     *
     * @throws IllegalStateException if it is closed already
     */
    public <T> T whileOpen(Supplier<T> action) {
        open.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(deviceName + " is closed; open a new engine");
            }
            return action.get();
        } finally {
            open.readLock().unlock();
        }
    }

    /** Runs {@code free} when nobody uses the device any more, unless that has been done. */
    public void close(Runnable free) {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
