package org.garam.spi;

/** A compiled plan bound to buffers. Binding is where a device does everything that need not be done at every run. */
public interface BoundExecutable extends AutoCloseable {
    /** Queues one run; allocates nothing and does not wait for it. */
    void run();

    @Override
    void close();
}
