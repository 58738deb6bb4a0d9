package org.garam.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * What takes a device's memory.
 *
 * @param held the bytes that this device's own buffers hold, by what they are for, as people call it
 * @param free the bytes that are left for anybody, as the driver tells; nothing if it does not
 */
public record MemoryUse(SequencedMap<String, Long> held, OptionalLong free) {
    /** Copies {@code held}. */
    public MemoryUse {
        held = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(held));
    }

    /** {@return the bytes that this device's own buffers hold} */
    public long heldBytes() {
        return held.values().stream().mapToLong(Long::longValue).sum();
    }
}
