package org.garam.backend.opencl;

import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Map;
import org.garam.kernels.RenderedPlan;
import org.garam.kernels.host.PlanMemory;
import org.garam.kernels.host.ProgramCache;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;

/** A plan with its functions built. They are let go when it is closed, or when nobody can reach it. */
final class OpenClExecutable implements Executable {
    private final OpenClDevice device;
    private final Plan plan;
    private final RenderedPlan rendered;
    private final Map<DType, Long> workspace;
    private final Map<String, BuiltProgram> programs;
    private final Cleaner.Cleanable release;
    private boolean closed;

    /** Must not refer to the executable, or that would stay reachable for ever. */
    private record Release(ProgramCache<BuiltProgram> cache, Map<String, BuiltProgram> programs) implements Runnable {
        @Override
        public void run() {
            cache.release(programs);
        }
    }

    /** @throws org.garam.spi.DeviceException if a function cannot be built */
    OpenClExecutable(OpenClDevice device, Plan plan, RenderedPlan rendered) {
        this.device = device;
        this.plan = plan;
        this.rendered = rendered;
        workspace = rendered.workspace();
        programs = device.programs().acquire(rendered.functions());
        release = OpenClBoundExecutable.CLEANER.register(this, new Release(device.programs(), programs));
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
                return new OpenClBoundExecutable(device.queue(), rendered.launches(), programs, memory);
            } catch (RuntimeException e) {
                memory.close();
                throw e;
            }
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        release.clean();
    }
}
