package org.garam.backend.cpu;

import java.util.List;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;

/** Rows copied from chosen positions. */
final class GatherKernel implements BoundKernel {
    private final Positions positions;
    private final long rowCount;
    private final long dataStride;
    private final long outputStride;
    private final LoopRun copy;
    private final List<MemoryAccess> accesses;

    private GatherKernel(Positions positions, long rowCount, long dataStride, long outputStride, LoopRun copy,
                         List<MemoryAccess> accesses) {
        this.positions = positions;
        this.rowCount = rowCount;
        this.dataStride = dataStride;
        this.outputStride = outputStride;
        this.copy = copy;
        this.accesses = accesses;
    }

    static BoundKernel bind(Kernel.Gather kernel, PlanMemory memory, int workers) {
        View data = kernel.data();
        View output = kernel.output();
        LoopDomain row = rowDomain(data, output);
        LoopStructure structure = LoopStructures.of(ScalarCode.copy(data.dtype()), List.of(data), List.of(output), row);
        LoopRun copy = new LoopRun(LoopCompiler.compile(structure).orElseThrow(), row,
                new Object[] {memory.array(data), memory.array(output)}, new long[] {data.offset(), output.offset()},
                workers);
        return new GatherKernel(new Positions(kernel.positions(), memory, data.shape().size(0)),
                output.shape().size(0), data.stride(0), output.stride(0), copy,
                ElementwiseKernel.accesses(kernel, memory));
    }

    /** The axes behind the first one. */
    static LoopDomain rowDomain(View... views) {
        int rank = views[0].shape().rank();
        return LoopDomain.of(views[0].shape().axes(1, rank).toArray(),
                List.of(views).stream().map(view -> view.strides().subList(1, rank)).toList());
    }

    @Override
    public void run(int worker, int workers) {
        long end = rowCount * (worker + 1) / workers;
        for (long row = rowCount * worker / workers; row < end; row++) {
            copy.shift(worker, 0, positions.at(row) * dataStride);
            copy.shift(worker, 1, row * outputStride);
            copy.run(worker, 0, copy.rows(), 0, copy.columns());
        }
    }

    @Override
    public double nanoseconds() {
        return rowCount * (10 + copy.nanoseconds());
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }

    @Override
    public List<CompiledLoop> loops() {
        return List.of(copy.compiled());
    }
}
