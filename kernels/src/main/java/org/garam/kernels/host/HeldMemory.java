package org.garam.kernels.host;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** How much of a device's memory is held, and by what. */
public final class HeldMemory {
    private final long limit;
    private final Map<MemoryHolder, Long> byHolder = new EnumMap<>(MemoryHolder.class);
    private long bytes;
    private int buffers;

    /** @param limit the device's memory in bytes */
    public HeldMemory(long limit) {
        this.limit = limit;
    }

    /** {@return whether the device has this many bytes left; they are held if so} */
    public synchronized boolean take(long wanted, MemoryHolder holder) {
        if (wanted > limit - bytes) {
            return false;
        }
        bytes += wanted;
        buffers++;
        byHolder.merge(holder, wanted, Long::sum);
        return true;
    }

    /** Ends what {@link #take} began. */
    public synchronized void giveBack(long held, MemoryHolder holder) {
        bytes -= held;
        buffers--;
        byHolder.merge(holder, -held, Long::sum);
    }

    /** {@return the bytes of all buffers not yet freed} */
    public synchronized long bytes() {
        return bytes;
    }

    /** {@return the number of buffers not yet freed} */
    public synchronized int buffers() {
        return buffers;
    }

    /** {@return the bytes of all buffers not yet freed by what they are for} */
    public synchronized SequencedMap<String, Long> byHolder() {
        SequencedMap<String, Long> named = new LinkedHashMap<>();
        byHolder.forEach((holder, held) -> {
            if (held > 0) {
                named.put(holder.toString(), held);
            }
        });
        return named;
    }

    /** {@return for example {@code 2 buffers hold 50 MiB of the device's 64 MiB (tensors and models 50 MiB)}} */
    @Override
    public synchronized String toString() {
        String holders = byHolder().entrySet().stream().map(entry -> entry.getKey() + " " + mebibytes(entry.getValue()) + " MiB")
                .collect(Collectors.joining(", "));
        return buffers + (buffers == 1 ? " buffer holds " : " buffers hold ") + mebibytes(bytes) + " MiB of the device's "
                + mebibytes(limit) + " MiB" + (holders.isEmpty() ? "" : " (" + holders + ")");
    }

    /** {@return the bytes in MiB, rounded up} */
    public static long mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20);
    }
}
