package org.garam.spi;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.garam.plan.Plan;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** What every backend requires of the buffers a plan is bound to, see {@link Executable#bind}. */
public final class BoundBuffers {
    private BoundBuffers() {}

    /**
     * Does nothing if {@code arguments} and {@code scratch} suffice for the plan.
     *
     * @param isOwn whether a buffer is of the device that runs the plan
     * @throws IllegalArgumentException if a buffer is missing, too small, of another type or of another device
     */
    public static void check(Plan plan, List<? extends DeviceBuffer> arguments, Map<DType, ? extends DeviceBuffer> scratch,
            Predicate<DeviceBuffer> isOwn) {
        if (arguments.size() != plan.arguments().size()) {
            throw new IllegalArgumentException("the plan has " + plan.arguments().size() + " arguments, received "
                    + arguments.size() + " buffers");
        }
        for (int i = 0; i < arguments.size(); i++) {
            TensorType type = plan.arguments().get(i);
            check("argument " + i, type.dtype(), type.shape().count(), arguments.get(i), isOwn);
        }
        plan.scratch().forEach((dtype, size) -> check("scratch", dtype, size, scratch.get(dtype), isOwn));
    }

    private static void check(String what, DType dtype, long size, DeviceBuffer buffer, Predicate<DeviceBuffer> isOwn) {
        if (buffer == null || !isOwn.test(buffer) || buffer.dtype() != dtype || buffer.size() < size) {
            throw new IllegalArgumentException(what + " needs a buffer of this device with " + size + " elements of " + dtype
                    + ", received " + (buffer == null ? "none" : buffer));
        }
    }
}
