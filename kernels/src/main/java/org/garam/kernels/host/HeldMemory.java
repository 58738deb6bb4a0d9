package org.garam.kernels.host;

/** How much of a device's memory is held. */
public final class HeldMemory {
    private final long limit;
    private long bytes;
    private int buffers;

    /** @param limit the device's memory in bytes */
    public HeldMemory(long limit) {
        this.limit = limit;
    }

    /** {@return whether the device has this many bytes left; they are held if so} */
    public synchronized boolean take(long wanted) {
        if (wanted > limit - bytes) {
            return false;
        }
        bytes += wanted;
        buffers++;
        return true;
    }

    /** Ends what {@link #take} began. */
    public synchronized void giveBack(long held) {
        bytes -= held;
        buffers--;
    }

    /** {@return the bytes of all buffers not yet freed} */
    public synchronized long bytes() {
        return bytes;
    }

    /** {@return the number of buffers not yet freed} */
    public synchronized int buffers() {
        return buffers;
    }

    /** {@return for example {@code 2 buffers hold 50 MiB of the device's 64 MiB}} */
    @Override
    public synchronized String toString() {
        return buffers + (buffers == 1 ? " buffer holds " : " buffers hold ") + mebibytes(bytes) + " MiB of the device's "
                + mebibytes(limit) + " MiB";
    }

    /** {@return the bytes in MiB, rounded up} */
    public static long mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20);
    }
}
