package org.garam.kernels.host;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.spi.BoundBuffers;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;

/** The buffers a plan was bound to, kept from being freed until the binding is closed. */
public final class PlanMemory implements AutoCloseable {
    private final List<CountedBuffer> retained = new ArrayList<>();
    private final List<Long> arguments = new ArrayList<>();
    private final Map<DType, Long> scratch = new EnumMap<>(DType.class);
    private final Map<DType, Long> workspace = new EnumMap<>(DType.class);

    /**
     * Retains what the plan needs.
     *
     * @param memory of the device the buffers must belong to
     * @param device the device's memory for partial results
     * @param sizes the elements of each type the launches need for partial results
     * @throws IllegalArgumentException if a buffer is missing, too small, of another type or of another device
     */
    public PlanMemory(Plan plan, List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch,
            BufferMemory memory, Workspace device, Map<DType, Long> sizes) {
        BoundBuffers.check(plan, arguments, scratch,
                buffer -> buffer instanceof CountedBuffer owned && owned.belongsTo(memory));
        try {
            arguments.forEach(buffer -> this.arguments.add(retain(buffer)));
            plan.scratch().keySet().forEach(dtype -> this.scratch.put(dtype, retain(scratch.get(dtype))));
            sizes.forEach((dtype, size) -> {
                CountedBuffer buffer = device.retain(dtype, size);
                retained.add(buffer);
                workspace.put(dtype, buffer.handle());
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private long retain(DeviceBuffer buffer) {
        CountedBuffer owned = (CountedBuffer) buffer;
        long handle = owned.retain();
        retained.add(owned);
        return handle;
    }

    /** {@return the handle of the memory at {@code place}} */
    public long at(Place place) {
        return switch (place) {
            case Place.Argument argument -> arguments.get(argument.index());
            case Place.Scratch arena -> scratch.get(arena.dtype());
            case Place.Positions _ -> throw new IllegalArgumentException("positions have no memory");
        };
    }

    /** {@return the handle of the memory for partial results} */
    public long workspace(DType dtype) {
        return workspace.get(dtype);
    }

    @Override
    public void close() {
        retained.forEach(CountedBuffer::release);
        retained.clear();
    }
}
