package org.garam.backend.cpu;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.View;
import org.garam.spi.BoundBuffers;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;

/** The arrays a plan was bound to. */
final class PlanMemory {
    private final List<CpuBuffer> arguments;
    private final Map<DType, CpuBuffer> scratch;

    /** @throws IllegalArgumentException if a buffer is missing, too small, of another type or of another device */
    PlanMemory(Plan plan, List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch) {
        BoundBuffers.check(plan, arguments, scratch, CpuBuffer.class::isInstance);
        this.arguments = arguments.stream().map(CpuBuffer.class::cast).toList();
        this.scratch = plan.scratch().keySet().stream()
                .collect(Collectors.toMap(dtype -> dtype, dtype -> (CpuBuffer) scratch.get(dtype)));
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
