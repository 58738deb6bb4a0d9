package org.garam.backend.cuda;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.backend.cuda.product.KernelPart;
import org.garam.backend.cuda.product.PlanParts;
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
 * A plan as operations: launches of functions that were rendered for its kernels, and calls of libraries. The functions
 * are let go when it is closed, or when nobody can reach it.
 */
final class CudaExecutable implements Executable {
    private static final long ALIGNMENT = 256;

    private final CudaDevice device;
    private final Plan plan;
    private final List<List<Operation>> operations = new ArrayList<>();
    private final RenderedPlan rendered;
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

    /** What runs a part of a kernel: a library's call, or launches. */
    private record Step(KernelPart.LibraryCall call, List<Launch> launches) {}

    /**
     * Compiles a plan.
     *
     * @param parts what each kernel is run as
     * @throws org.garam.spi.DeviceException if a function cannot be compiled
     */
    CudaExecutable(CudaDevice device, Plan plan, KernelLaunches launches, PlanParts parts) {
        this.device = device;
        this.plan = plan;
        List<List<Step>> steps = parts.ofKernels().stream().map(ofKernel -> ofKernel.stream()
                .map(part -> switch (part) {
                    case KernelPart.LibraryCall call -> new Step(call, List.of());
                    case KernelPart.Rendered(Kernel kernel) -> new Step(null, launches.of(kernel));
                }).toList()).toList();
        rendered = new RenderedPlan(steps.stream().flatMap(List::stream).flatMap(step -> step.launches.stream()).toList());
        workspace = rendered.workspace();
        // What calls carry lies behind what launches pass to each other.
        long carried = Math.ceilDiv(workspace.getOrDefault(DType.INT8, 0L), ALIGNMENT) * ALIGNMENT;
        if (parts.carriedBytes() > 0) {
            workspace.put(DType.INT8, carried + parts.carriedBytes());
        }
        Map<String, LoadedModule> modules = device.modules().acquire(rendered.functions());
        steps.forEach(ofKernel -> operations.add(ofKernel.stream().flatMap(step ->
                operations(step, modules, carried)).toList()));
        release = CudaBoundExecutable.CLEANER.register(this, new Release(device.modules(), modules));
    }

    private Stream<Operation> operations(Step step, Map<String, LoadedModule> modules, long carried) {
        if (step.call != null) {
            return Stream.of(new LibraryOperation(device.stream(), step.call, carried, device.timer()));
        }
        return step.launches.stream().filter(launch -> launch.groups() > 0).map(launch -> new LaunchOperation(
                device.stream(), launch, modules.get(launch.function().name()), device.timer()));
    }

    /** How a kernel is rendered. */
    @FunctionalInterface
    interface KernelLaunches {
        List<Launch> of(Kernel kernel);
    }

    /** {@return what was rendered: the plan without what libraries do} */
    RenderedPlan rendered() {
        return rendered;
    }

    @Override
    public synchronized BoundExecutable bind(List<? extends DeviceBuffer> arguments,
            Map<DType, ? extends DeviceBuffer> scratch) {
        if (closed) {
            throw new IllegalStateException("the executable is closed");
        }
        return device.guard().whileOpen(() -> {
            PlanMemory memory = new PlanMemory(plan, arguments, scratch, device.memory(), device.workspace(),
                    workspace);
            try {
                return new CudaBoundExecutable(this, device.stream(),
                        operations.stream().flatMap(List::stream).toList(), memory, device.timer() == null);
            } catch (RuntimeException e) {
                memory.close();
                throw e;
            }
        });
    }

    @Override
    public List<List<String>> operations() {
        return operations.stream().map(ofKernel -> ofKernel.stream().map(Operation::toString).toList()).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        release.clean();
    }
}
