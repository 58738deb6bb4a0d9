package org.garam.backend.cpu;

import java.util.List;
import org.garam.op.BinaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * Rows added at chosen positions of a matrix of zeros. Positions may repeat, and the order of a sum must not depend on
 * the number of workers: so each worker does all positions, for its part of the columns.
 */
final class ScatterAddKernel implements BoundKernel {
    private final Positions positions;
    private final long updateCount;
    private final long outputStride;
    private final long updateStride;
    private final LoopRun add;
    private final List<MemoryAccess> accesses;

    private ScatterAddKernel(Positions positions, long updateCount, long outputStride, long updateStride, LoopRun add,
                             List<MemoryAccess> accesses) {
        this.positions = positions;
        this.updateCount = updateCount;
        this.outputStride = outputStride;
        this.updateStride = updateStride;
        this.add = add;
        this.accesses = accesses;
    }

    /** {@return the zeros, then the additions} */
    static List<BoundKernel> bind(Kernel.ScatterAdd kernel, PlanMemory memory, int workers) {
        View output = kernel.output();
        View updates = kernel.updates();
        DType dtype = output.dtype();
        ScalarCode zero = new ScalarCode(List.of(new Instruction.Constant(0, dtype)), List.of(0));
        BoundKernel clear = ElementwiseKernel.bind(
                new Kernel.Elementwise(output.shape(), List.of(), zero, List.of(output)), memory, workers);
        if (updates.shape().count() == 0) {
            return List.of(clear);
        }
        ScalarCode sum = new ScalarCode(List.of(new Instruction.Load(0, dtype), new Instruction.Load(1, dtype),
                new Instruction.Binary(BinaryFunction.ADD, 0, 1, dtype)), List.of(2));
        LoopDomain row = GatherKernel.rowDomain(output, updates, output);
        LoopStructure structure = LoopStructures.of(sum, List.of(output, updates), List.of(output), row);
        LoopRun add = new LoopRun(LoopCompiler.compile(structure).orElseThrow(), row,
                new Object[] {memory.array(output), memory.array(updates), memory.array(output)},
                new long[] {output.offset(), updates.offset(), output.offset()}, workers);
        return List.of(clear, new ScatterAddKernel(new Positions(kernel.positions(), memory, output.shape().size(0)),
                updates.shape().size(0), output.stride(0), updates.stride(0), add,
                ElementwiseKernel.accesses(kernel, memory)));
    }

    @Override
    public void run(int worker, int workers) {
        for (long update = 0; update < updateCount; update++) {
            long target = positions.at(update) * outputStride;
            add.shift(worker, 0, target);
            add.shift(worker, 1, update * updateStride);
            add.shift(worker, 2, target);
            add.runShare(worker, workers);
        }
    }

    @Override
    public double nanoseconds() {
        return updateCount * (10 + add.nanoseconds());
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }

    @Override
    public List<CompiledLoop> loops() {
        return List.of(add.compiled());
    }
}
