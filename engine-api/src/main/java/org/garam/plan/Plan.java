package org.garam.plan;

import java.util.List;
import java.util.Map;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * How a program is run: kernels in order, over buffers whose places are fixed. Arguments are the program's parameters,
 * then one buffer for each of its outputs. Address-independent: a device compiles it once and binds it to any buffers.
 *
 * @param arguments the types of the dense buffers that are bound
 * @param kernels what is run, in this order
 * @param scratch how many elements of each type the plan needs besides; their content before and after a run is void
 */
public record Plan(List<TensorType> arguments, List<Kernel> kernels, Map<DType, Long> scratch) {
    public Plan {
        arguments = List.copyOf(arguments);
        kernels = List.copyOf(kernels);
        scratch = Map.copyOf(scratch);
    }

    /** {@return the bytes of scratch memory} */
    public long scratchBytes() {
        return scratch.entrySet().stream().mapToLong(arena -> arena.getKey().bytes() * arena.getValue()).sum();
    }

    /** {@return the plan as text, one kernel a line} */
    @Override
    public String toString() {
        return PlanPrinter.print(this, List.of());
    }

    /**
     * {@return the plan as text, one kernel a line, and below it what a device runs it as}
     *
     * @param operations for each kernel what is queued for it, see {@link org.garam.spi.Executable#operations}
     */
    public String describe(List<List<String>> operations) {
        return PlanPrinter.print(this, operations);
    }
}
