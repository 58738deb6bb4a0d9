package org.garam.backend.cpu;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** The arrays a plan was bound to. */
final class PlanMemory {
    private final List<CpuBuffer> arguments;
    private final Map<DType, CpuBuffer> scratch;

    /** @throws IllegalArgumentException if a buffer is missing, too small, of another type or of another device */
    PlanMemory(Plan plan, List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch) {
        if (arguments.size() != plan.arguments().size()) {
            throw new IllegalArgumentException("the plan has " + plan.arguments().size() + " arguments, received "
                    + arguments.size() + " buffers");
        }
        for (int i = 0; i < arguments.size(); i++) {
            TensorType type = plan.arguments().get(i);
            check("argument " + i, type.dtype(), type.shape().count(), arguments.get(i));
        }
        plan.scratch().forEach((dtype, size) -> check("scratch", dtype, size, scratch.get(dtype)));
        this.arguments = arguments.stream().map(CpuBuffer.class::cast).toList();
        this.scratch = plan.scratch().keySet().stream()
                .collect(Collectors.toMap(dtype -> dtype, dtype -> (CpuBuffer) scratch.get(dtype)));
    }

    private static void check(String what, DType dtype, long size, DeviceBuffer buffer) {
        if (!(buffer instanceof CpuBuffer) || buffer.dtype() != dtype || buffer.size() < size) {
            throw new IllegalArgumentException(what + " needs a CPU buffer of " + size + " elements of " + dtype
                    + ", received " + (buffer == null ? "none" : buffer));
        }
    }

    /** {@return the array the view looks at, null for positions} */
    Object array(View view) {
        return switch (view.place()) {
            case Place.Argument argument -> arguments.get(argument.index()).array();
            case Place.Scratch arena -> scratch.get(arena.dtype()).array();
            case Place.Positions _ -> null;
        };
    }

    /** {@return the access of the view, nothing for positions} */
    List<MemoryAccess> access(View view, boolean written) {
        Object array = array(view);
        return array == null || view.shape().count() == 0 ? List.of() : List.of(MemoryAccess.of(view, array, written));
    }
}
