package org.garam.backend.cpu;

import java.util.List;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.plan.Kernel;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * Code over the rows of a matrix with reductions over their columns. A row is always done by one worker, so that its
 * sums have one order.
 */
final class RowKernelLoop implements BoundKernel {
    private final LoopRun run;
    private final List<MemoryAccess> accesses;

    RowKernelLoop(LoopRun run, List<MemoryAccess> accesses) {
        this.run = run;
        this.accesses = accesses;
    }

    static LoopStructure structure(Kernel.RowKernel kernel) {
        return new LoopStructure(kernel.code(),
                kernel.inputs().stream().map(view -> LoopStructures.input(view, columnStride(kernel, view),
                kernel.columns())).toList(),
                kernel.outputs().stream().map(view -> perRow(kernel, view)
                        ? new Access(view.dtype(), Walk.ROW)
                        : LoopStructures.output(view, columnStride(kernel, view), kernel.columns())).toList(),
                VectorSupport.available() && kernel.columns() > 1 && kernel.columns() <= lanes(kernel));
    }

    private static int lanes(Kernel.RowKernel kernel) {
        boolean isWide = kernel.views().anyMatch(view -> view.dtype() == DType.FLOAT64);
        return PreferredSpecies.BITS / (isWide ? Double.SIZE : Float.SIZE);
    }

    private static boolean perRow(Kernel.RowKernel kernel, View view) {
        return view.shape().rank() == kernel.rows().rank();
    }

    private static long columnStride(Kernel.RowKernel kernel, View view) {
        return perRow(kernel, view) ? 0 : view.stride(-1);
    }

    static BoundKernel bind(Kernel.RowKernel kernel, PlanMemory memory, int workers) {
        int axes = kernel.rows().rank();
        List<View> views = kernel.views().toList();
        LoopDomain rows = LoopDomain.of(kernel.rows().toArray(),
                views.stream().map(view -> view.strides().subList(0, axes)).toList());
        LoopDomain domain = rows.append(kernel.columns(),
                views.stream().mapToLong(view -> columnStride(kernel, view)).toArray());
        CompiledLoop compiled = LoopCompiler.compile(structure(kernel)).orElseThrow(
                () -> new IllegalArgumentException("a row kernel too long for one method, which accepts() refuses"));
        return new RowKernelLoop(new LoopRun(compiled, domain, views.stream().map(memory::array).toArray(),
                views.stream().mapToLong(View::offset).toArray(), workers), ElementwiseKernel.accesses(kernel, memory));
    }

    @Override
    public void run(int worker, int workers) {
        run.runRowShare(worker, workers);
    }

    @Override
    public double nanoseconds() {
        // A single row cannot be shared.
        return run.rows() == 1 ? 0 : run.nanoseconds();
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
