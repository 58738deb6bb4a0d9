package org.garam.spi;

import java.util.List;
import java.util.Map;
import org.garam.tensor.DType;

/** A plan compiled for a device. */
public interface Executable extends AutoCloseable {
    /**
     * {@return the plan bound to buffers, which it keeps using until it is closed}
     *
     * @param arguments one buffer for each of the plan's arguments, of its type and at least its size
     * @param scratch for each type the plan has scratch of, a buffer at least that large; plans that never run at the
     *     same time may share it
     * @throws IllegalArgumentException if a buffer is missing, too small or of another type
     */
    BoundExecutable bind(List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch);

    /**
     * {@return for each kernel of the plan what the device queues for it at a run, for people: which function or library
     * runs it; nothing for a kernel that what is queued for another one does as well. Empty if the device does not tell}
     */
    default List<List<String>> operations() {
        return List.of();
    }

    @Override
    void close();
}
