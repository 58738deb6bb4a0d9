package org.garam.backend.cuda;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.garam.kernels.Launch;
import org.garam.kernels.RenderedPlan;
import org.garam.kernels.host.PlanMemory;
import org.garam.kernels.host.ProgramCache;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;

/**
 * A plan as operations: launches of functions that were rendered for its kernels, and calls of libraries. The functions are
 * let go when it is closed, or when nobody can reach it.
 */
final class CudaExecutable implements Executable {
    private final CudaDevice device;
    private final Plan plan;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<DType, Long> workspace;
    private final Cleaner.Cleanable release;
    private boolean closed;

    /** Must not refer to the executable, or that would stay reachable for ever. */
    private record Release(ProgramCache<LoadedModule> cache, Map<String, LoadedModule> modules) implements Runnable {
        @Override
        public void run() {
            cache.release(modules);
        }
    }

    /** What runs a kernel: a library's operation, or launches. */
    private record Part(Optional<Operation> operation, List<Launch> launches) {}

    /**
     * Compiles a plan.
     *
     * @param choice which kernels a library runs
     * @throws org.garam.spi.DeviceException if a function cannot be compiled
     */
    CudaExecutable(CudaDevice device, Plan plan, KernelLaunches launches, OperationChoice choice) {
        this.device = device;
        this.plan = plan;
        List<Part> parts = new ArrayList<>();
        for (Kernel kernel : plan.kernels()) {
            Optional<Operation> operation = choice.choose(kernel);
            parts.add(new Part(operation, operation.isPresent() ? List.of() : launches.of(kernel)));
        }
        RenderedPlan rendered = new RenderedPlan(parts.stream().flatMap(part -> part.launches.stream()).toList());
        workspace = rendered.workspace();
        Map<String, LoadedModule> modules = device.modules().acquire(rendered.functions());
        for (Part part : parts) {
            part.operation.ifPresent(operations::add);
            for (Launch launch : part.launches) {
                if (launch.groups() > 0) {
                    operations.add(new LaunchOperation(device.stream(), launch, modules.get(launch.function().name()),
                            device.timer()));
                }
            }
        }
        release = CudaBoundExecutable.CLEANER.register(this, new Release(device.modules(), modules));
    }

    /** How a kernel is rendered. */
    @FunctionalInterface
    interface KernelLaunches {
        List<Launch> of(Kernel kernel);
    }

    @Override
    public synchronized BoundExecutable bind(List<? extends DeviceBuffer> arguments,
            Map<DType, ? extends DeviceBuffer> scratch) {
        if (closed) {
            throw new IllegalStateException("the executable is closed");
        }
        return device.guard().whileOpen(() -> {
            PlanMemory memory = new PlanMemory(plan, arguments, scratch, device.memory(), device.workspace(), workspace);
            try {
                return new CudaBoundExecutable(device.stream(), operations, memory, device.timer() == null);
            } catch (RuntimeException e) {
                memory.close();
                throw e;
            }
        });
    }

    /** {@return the plan, and what is queued for it, one operation a line} */
    @Override
    public String toString() {
        return plan + "\n" + operations.stream().map(operation -> "  " + operation).collect(Collectors.joining("\n"));
    }

    @Override
    public synchronized void close() {
        closed = true;
        release.clean();
    }
}
