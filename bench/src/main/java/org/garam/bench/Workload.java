package org.garam.bench;

/** Something that is done again and again and timed. */
interface Workload extends AutoCloseable {
    /** Does it {@code count} times and waits until the last time is over. */
    void run(int count);

    @Override
    void close();
}
