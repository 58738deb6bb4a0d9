package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.op.ReduceFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * Reductions whose neighbours in memory are kept, such as a bias gradient: rows are joined into a row of accumulators,
 * which stays in the first-level cache, several rows a pass. Blocks of rows have accumulators of their own, which are
 * joined in turn; how blocks are cut depends on shapes only.
 */
final class ColumnReduction implements BoundKernel {
    /** Rows joined per pass over the accumulators, which would otherwise be most of the memory traffic. */
    private static final int ROWS_PER_PASS = 4;
    /** More rows than this in one float32 sum would lose digits. */
    private static final int BLOCK_ROWS = 256;
    /** With very many rows blocks grow instead, so that the accumulators do not outgrow the input. */
    private static final int MOST_BLOCKS = 256;
    private static final int TILE_COLUMNS = 2048;
    private static final int ENTRIES = LoopFrame.LAYOUT_ENTRIES;

    /** One loop over some rows, with each worker's copy of what it is called with. */
    private record Pass(CompiledLoop compiled, Object[][] memory, int[][] layouts) {
        void run(int worker, int turns, int columns) {
            if (turns > 0) {
                compiled.loop().run(memory[worker], layouts[worker], turns, columns);
            }
        }
    }

    private final Rows source;
    private final Object target;
    private final long targetOffset;
    private final long targetColumnStride;
    private final int[] groupSizes;
    private final long[][] groupStrides;
    private final long groupCount;
    private final int columns;
    private final int blockRows;
    private final int blocks;
    private final Pass clear;
    private final Pass several;
    private final Pass single;
    private final List<MemoryAccess> accesses;

    /**
     * What is reduced: rows of what the code yields.
     *
     * @param arrays the inputs' arrays, null for positions
     */
    private record Rows(ScalarCode code, ReduceFunction function, DType dtype, List<View> inputs, Object[] arrays,
                        int count, long[] rowStrides, long[] columnStrides) {}

    /**
     * @param groups everything but rows and columns, for the inputs and the target; the last axis counts the blocks
     */
    private ColumnReduction(Rows source, LoopDomain groups, int columns, int blockRows, Object target,
            long targetOffset,
                            long targetColumnStride, List<MemoryAccess> accesses, int workers) {
        this.source = source;
        groupSizes = groups.sizes();
        groupStrides = groups.strides();
        groupCount = groups.count();
        this.columns = columns;
        this.blockRows = blockRows;
        blocks = groups.columns();
        this.target = target;
        this.targetOffset = targetOffset;
        this.targetColumnStride = targetColumnStride;
        this.accesses = accesses;
        clear = pass(0, workers);
        several = pass(ROWS_PER_PASS, workers);
        single = pass(1, workers);
    }

    /** {@return the steps the reduction is done in} */
    static List<BoundKernel> bind(Kernel.Reduction kernel, LoopDomain kept, LoopDomain reduced, PlanMemory memory,
            int workers) {
        int output = kernel.inputs().size();
        Rows rows = rows(kernel, kept, reduced, memory);
        int blockRows = Math.max(BLOCK_ROWS, Math.ceilDiv(rows.count, MOST_BLOCKS));
        int blocks = Math.max(1, Math.ceilDiv(rows.count, blockRows));
        LoopDomain outer = reduced.rows();
        LoopDomain keptRows = kept.rows();
        int columns = kept.columns();
        long[] blockStrides = IntStream.rangeClosed(0, output)
                .mapToLong(view -> view == output ? columns : rows.rowStrides[view] * blockRows).toArray();
        List<MemoryAccess> reads = kernel.inputs().stream().flatMap(view -> memory.access(view, false).stream())
                .toList();
        List<MemoryAccess> writes = memory.access(kernel.output(), true);
        int partialRows = Math.toIntExact(outer.count() * blocks);
        if (partialRows == 1) {
            return List.of(new ColumnReduction(rows, keptRows.append(1, blockStrides), columns, blockRows,
                    memory.array(kernel.output()), kernel.output().offset(), kept.columnStride(output),
                    join(reads, writes), workers));
        }
        DType dtype = kernel.output().dtype();
        Object partials = new CpuBuffer(dtype, Math.multiplyExact(kept.count(), partialRows)).array();
        LoopDomain groups = new LoopDomain(new int[0], new long[output + 1][0]);
        groups = appendAll(groups, keptRows, output, (long) partialRows * columns);
        groups = appendAll(groups, outer, output, (long) blocks * columns).append(blocks, blockStrides);
        BoundKernel first = new ColumnReduction(rows, groups, columns, blockRows, partials, 0, 1,
                join(reads, List.of(MemoryAccess.whole(partials, true))), workers);
        long[][] joinStrides = {ReductionKernel.denseStrides(keptRows.sizes(), (long) partialRows * columns),
            keptRows.strides()[output]};
        View partialView = View.dense(kernel.output().place(), dtype, 0, kernel.kept());
        Rows partialSource = new Rows(ScalarCode.copy(dtype), kernel.function(), dtype, List.of(partialView),
                new Object[] {partials}, partialRows, new long[] {columns}, new long[] {1});
        BoundKernel second = new ColumnReduction(partialSource,
                new LoopDomain(keptRows.sizes(), joinStrides).append(1, 0, 0),
                columns, partialRows, memory.array(kernel.output()), kernel.output().offset(),
                        kept.columnStride(output),
                join(List.of(MemoryAccess.whole(partials, false)), writes), workers);
        return List.of(first, second);
    }

    private static List<MemoryAccess> join(List<MemoryAccess> reads, List<MemoryAccess> writes) {
        return Stream.concat(reads.stream(), writes.stream()).toList();
    }

    private static Rows rows(Kernel.Reduction kernel, LoopDomain kept, LoopDomain reduced, PlanMemory memory) {
        int inputs = kernel.inputs().size();
        return new Rows(kernel.code(), kernel.function(), kernel.output().dtype(), kernel.inputs(),
                kernel.inputs().stream().map(memory::array).toArray(), reduced.columns(),
                IntStream.range(0, inputs).mapToLong(view -> reduced.rank() == 0 ? 0 : reduced.columnStride(view))
                        .toArray(),
                IntStream.range(0, inputs).mapToLong(kept::columnStride).toArray());
    }

    /** Appends axes along which the target is dense, the last one with steps of {@code unit}. */
    private static LoopDomain appendAll(LoopDomain groups, LoopDomain axes, int target, long unit) {
        long[] dense = ReductionKernel.denseStrides(axes.sizes(), unit);
        LoopDomain result = groups;
        for (int axis = 0; axis < axes.rank(); axis++) {
            long[] strides = ReductionKernel.strides(axes, axis);
            strides[target] = dense[axis];
            result = result.append(axes.sizes()[axis], strides);
        }
        return result;
    }

    // ---- loops ------------------------------------------------------------------------------------------------------

    /** {@return the structures of the loops a reduction needs, for the check that they can be compiled} */
    static List<LoopStructure> structures(Kernel.Reduction kernel) {
        LoopDomain kept = ReductionKernel.kept(kernel);
        long[] strides = IntStream.range(0, kernel.inputs().size()).mapToLong(kept::columnStride).toArray();
        return IntStream.of(0, 1, ROWS_PER_PASS).mapToObj(rows -> structure(rows, kernel.code(), kernel.function(),
                kernel.output().dtype(), kernel.inputs(), strides, kept.columns(), 1)).toList();
    }

    /** With no rows: the identity to the target. Else the accumulator and so many rows joined to the accumulator. */
    private static LoopStructure structure(int rows, ScalarCode code, ReduceFunction function, DType dtype,
            List<View> inputs,
                                           long[] columnStrides, int columns, long targetStride) {
        Access target = new Access(dtype, targetStride == 1 || columns == 1 ? Walk.UNIT : Walk.STRIDED);
        if (rows == 0) {
            return new LoopStructure(new ScalarCode(
                    List.of(new Instruction.Constant(function.identity(dtype), dtype)), List.of(0)), List.of(),
                    List.of(target));
        }
        List<Access> accesses = new ArrayList<>(List.of(target));
        List<Instruction> instructions = new ArrayList<>(List.of(new Instruction.Load(0, dtype)));
        List<Integer> terms = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int firstInput = accesses.size();
            for (int i = 0; i < inputs.size(); i++) {
                accesses.add(LoopStructures.input(inputs.get(i), columnStrides[i], columns));
            }
            int shift = instructions.size();
            code.instructions().forEach(instruction -> instructions.add(
                    instruction.renumbered(operand -> operand + shift, input -> input + firstInput)));
            terms.add(shift + code.results().getFirst());
        }
        for (int width = rows; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                instructions.add(new Instruction.Binary(function.combine(), terms.get(2 * i), terms.get(2 * i + 1),
                        dtype));
                terms.set(i, instructions.size() - 1);
            }
        }
        instructions.add(new Instruction.Binary(function.combine(), 0, terms.getFirst(), dtype));
        return new LoopStructure(new ScalarCode(instructions, List.of(instructions.size() - 1)), accesses,
                List.of(target));
    }

    private Pass pass(int rows, int workers) {
        LoopStructure structure = structure(rows, source.code, source.function, source.dtype, source.inputs,
                source.columnStrides, columns, targetColumnStride);
        CompiledLoop compiled = LoopCompiler.compile(structure).orElseThrow(
                () -> new IllegalArgumentException("a reduction too long for one method, which accepts() refuses"));
        int inputs = source.inputs.size();
        Object[][] memory = new Object[workers][structure.views() + 1];
        int[][] layouts = new int[workers][structure.views() * ENTRIES];
        for (int worker = 0; worker < workers; worker++) {
            memory[worker][structure.views()] = compiled.newScratch();
            for (int view = 0; view < structure.views(); view++) {
                boolean isTarget = view == 0 || view == structure.views() - 1;
                int input = isTarget ? -1 : (view - 1) % inputs;
                memory[worker][view] = isTarget ? target : source.arrays[input];
                layouts[worker][view * ENTRIES + 1] = isTarget ? 0 : Math.toIntExact(rows * source.rowStrides[input]);
                layouts[worker][view * ENTRIES + 2] =
                        Math.toIntExact(isTarget ? targetColumnStride : source.columnStrides[input]);
            }
        }
        return new Pass(compiled, memory, layouts);
    }

    // ---- running ----------------------------------------------------------------------------------------------------

    @Override
    public void run(int worker, int workers) {
        if (groupCount >= 2L * workers || columns < 32 * workers) {
            run(worker, groupCount * worker / workers, groupCount * (worker + 1) / workers, 0, columns);
        } else {
            int units = Math.ceilDiv(columns, 16);
            int begin = (int) ((long) units * worker / workers) * 16;
            int end = Math.min(columns, (int) ((long) units * (worker + 1) / workers) * 16);
            run(worker, 0, groupCount, begin, end);
        }
    }

    private void run(int worker, long groupBegin, long groupEnd, int columnBegin, int columnEnd) {
        for (long group = groupBegin; group < groupEnd; group++) {
            int firstRow = (int) (group % blocks) * blockRows;
            int rows = Math.min(blockRows, source.count - firstRow);
            for (int column = columnBegin; column < columnEnd; column += TILE_COLUMNS) {
                int width = Math.min(TILE_COLUMNS, columnEnd - column);
                int turns = rows / ROWS_PER_PASS;
                place(clear, worker, group, column, 0);
                clear.run(worker, 1, width);
                place(several, worker, group, column, 0);
                several.run(worker, turns, width);
                place(single, worker, group, column, turns * ROWS_PER_PASS);
                single.run(worker, rows - turns * ROWS_PER_PASS, width);
            }
        }
    }

    /** Sets the offsets of a loop to a group's row {@code row} and to a column. */
    private void place(Pass pass, int worker, long group, int column, int row) {
        int[] layout = pass.layouts[worker];
        int last = layout.length / ENTRIES - 1;
        int inputs = source.inputs.size();
        int targetAt = (int) (targetOffset + groupOffset(group, inputs) + column * targetColumnStride);
        layout[0] = targetAt;
        layout[last * ENTRIES] = targetAt;
        for (int view = 1; view < last; view++) {
            int input = (view - 1) % inputs;
            int ahead = (view - 1) / inputs;
            layout[view * ENTRIES] = (int) (source.inputs.get(input).offset() + groupOffset(group, input)
                    + (row + ahead) * source.rowStrides[input] + column * source.columnStrides[input]);
        }
    }

    private long groupOffset(long group, int view) {
        long offset = 0;
        long rest = group;
        for (int axis = groupSizes.length - 1; axis >= 0; axis--) {
            offset += rest % groupSizes[axis] * groupStrides[view][axis];
            rest /= groupSizes[axis];
        }
        return offset;
    }

    @Override
    public double nanoseconds() {
        return groupCount * (50.0 + (double) Math.min(source.count,
                blockRows) * columns * single.compiled.nanosecondsPerColumn());
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }

    @Override
    public List<CompiledLoop> loops() {
        return List.of(clear.compiled, several.compiled, single.compiled);
    }
}
