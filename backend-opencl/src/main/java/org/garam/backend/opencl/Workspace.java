package org.garam.backend.opencl;

import java.util.EnumMap;
import java.util.Map;
import org.garam.tensor.DType;

/**
 * Memory for partial results that the launches of one kernel pass to each other. All plans of a device share it: its queue
 * runs them one after the other.
 */
final class Workspace implements AutoCloseable {
    private final DeviceMemory memory;
    private final Map<DType, OpenClBuffer> buffers = new EnumMap<>(DType.class);

    Workspace(DeviceMemory memory) {
        this.memory = memory;
    }

    /** {@return a retained buffer of at least {@code size} elements} A smaller one lives on in the plans bound to it. */
    synchronized OpenClBuffer retain(DType dtype, long size) {
        OpenClBuffer held = buffers.get(dtype);
        if (held == null || held.size() < size) {
            if (held != null) {
                buffers.remove(dtype).close();
            }
            held = memory.allocate(dtype, size);
            buffers.put(dtype, held);
        }
        held.retain();
        return held;
    }

    @Override
    public synchronized void close() {
        buffers.values().forEach(OpenClBuffer::close);
        buffers.clear();
    }
}
