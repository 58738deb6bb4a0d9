package org.garam.backend.opencl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** The buffers a plan was bound to, kept from being freed until the binding is closed. */
final class PlanMemory implements AutoCloseable {
    private final List<OpenClBuffer> retained = new ArrayList<>();
    private final List<Long> arguments = new ArrayList<>();
    private final Map<DType, Long> scratch = new EnumMap<>(DType.class);
    private final Map<DType, Long> workspace = new EnumMap<>(DType.class);

    /**
     * Retains what the plan needs.
     *
     * @param sizes the elements of each type the launches need for partial results
     * @throws IllegalArgumentException if a buffer is missing, too small, of another type or of another device
     */
    PlanMemory(Plan plan, List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch,
            DeviceMemory memory, Workspace device, Map<DType, Long> sizes) {
        if (arguments.size() != plan.arguments().size()) {
            throw new IllegalArgumentException("the plan has " + plan.arguments().size() + " arguments, received "
                    + arguments.size() + " buffers");
        }
        try {
            for (int i = 0; i < arguments.size(); i++) {
                TensorType type = plan.arguments().get(i);
                this.arguments.add(retain("argument " + i, type.dtype(), type.shape().count(), arguments.get(i), memory));
            }
            plan.scratch().forEach((dtype, size) ->
                    this.scratch.put(dtype, retain("scratch", dtype, size, scratch.get(dtype), memory)));
            sizes.forEach((dtype, size) -> {
                OpenClBuffer buffer = device.retain(dtype, size);
                retained.add(buffer);
                workspace.put(dtype, buffer.handle());
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private long retain(String what, DType dtype, long size, DeviceBuffer buffer, DeviceMemory memory) {
        if (!(buffer instanceof OpenClBuffer owned) || !owned.belongsTo(memory) || buffer.dtype() != dtype
                || buffer.size() < size) {
            throw new IllegalArgumentException(what + " needs a buffer of this OpenCL device with " + size + " elements of "
                    + dtype + ", received " + (buffer == null ? "none" : buffer));
        }
        long handle = owned.retain();
        retained.add(owned);
        return handle;
    }

    /** {@return the handle of the memory at {@code place}} */
    long at(Place place) {
        return switch (place) {
            case Place.Argument argument -> arguments.get(argument.index());
            case Place.Scratch arena -> scratch.get(arena.dtype());
            case Place.Positions _ -> throw new IllegalArgumentException("positions have no memory");
        };
    }

    /** {@return the handle of the memory for partial results} */
    long workspace(DType dtype) {
        return workspace.get(dtype);
    }

    @Override
    public void close() {
        retained.forEach(OpenClBuffer::release);
        retained.clear();
    }
}
