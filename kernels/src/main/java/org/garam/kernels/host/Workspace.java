package org.garam.kernels.host;

import java.util.EnumMap;
import java.util.Map;
import org.garam.tensor.DType;

/**
 * Memory for partial results that the launches of one kernel pass to each other. All plans of a device share it: its queue
 * runs them one after the other.
 */
public final class Workspace implements AutoCloseable {
    private final BufferMemory memory;
    private final Map<DType, CountedBuffer> buffers = new EnumMap<>(DType.class);

    /** @param memory where it is allocated */
    public Workspace(BufferMemory memory) {
        this.memory = memory;
    }

    /** {@return a retained buffer of at least {@code size} elements} A smaller one lives on in the plans bound to it. */
    synchronized CountedBuffer retain(DType dtype, long size) {
        CountedBuffer held = buffers.get(dtype);
        if (held == null || held.size() < size) {
            if (held != null) {
                buffers.remove(dtype).close();
            }
            held = memory.allocate(dtype, size, MemoryHolder.PARTIAL_RESULTS);
            buffers.put(dtype, held);
        }
        held.retain();
        return held;
    }

    @Override
    public synchronized void close() {
        buffers.values().forEach(CountedBuffer::close);
        buffers.clear();
    }
}
