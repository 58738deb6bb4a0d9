package org.garam.backend.cpu;

import java.util.List;
import java.util.stream.Stream;
import org.garam.plan.Kernel;
import org.garam.plan.View;

/** Code at every position of a domain. */
final class ElementwiseKernel implements BoundKernel {
    private final LoopRun run;
    private final List<MemoryAccess> accesses;

    private ElementwiseKernel(LoopRun run, List<MemoryAccess> accesses) {
        this.run = run;
        this.accesses = accesses;
    }

    static LoopDomain domain(Kernel.Elementwise kernel) {
        return LoopDomain.of(kernel.domain().toArray(), kernel.views().map(View::strides).toList());
    }

    static LoopStructure structure(Kernel.Elementwise kernel) {
        return LoopStructures.of(kernel.code(), kernel.inputs(), kernel.outputs(), domain(kernel));
    }

    static BoundKernel bind(Kernel.Elementwise kernel, PlanMemory memory, int workers) {
        CompiledLoop compiled = LoopCompiler.compile(structure(kernel)).orElse(null);
        if (compiled == null) {
            return SplitElementwiseKernel.bind(kernel, memory, workers);
        }
        LoopRun run = new LoopRun(compiled, domain(kernel), kernel.views().map(memory::array).toArray(),
                kernel.views().mapToLong(View::offset).toArray(), workers);
        return new ElementwiseKernel(run, accesses(kernel, memory));
    }

    /** A part of another kernel that works on arrays of this backend's own. */
    static BoundKernel of(LoopDomain domain, LoopStructure structure, Object[] arrays, long[] offsets,
                          List<MemoryAccess> accesses, int workers) {
        CompiledLoop compiled = LoopCompiler.compile(structure).orElseThrow(
                () -> new IllegalArgumentException("too long to be part of another kernel: " + structure.code()));
        return new ElementwiseKernel(new LoopRun(compiled, domain, arrays, offsets, workers), accesses);
    }

    static List<MemoryAccess> accesses(Kernel kernel, PlanMemory memory) {
        return Stream.concat(kernel.inputs().stream().flatMap(view -> memory.access(view, false).stream()),
                kernel.outputs().stream().flatMap(view -> memory.access(view, true).stream())).toList();
    }

    @Override
    public void run(int worker, int workers) {
        run.runShare(worker, workers);
    }

    @Override
    public double nanoseconds() {
        return run.nanoseconds();
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }

    @Override
    public List<CompiledLoop> loops() {
        return List.of(run.compiled());
    }
}
