package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;

/**
 * Reductions over any axes, as rows that are reduced to partial results, which are reduced in turn. How the axes are
 * cut depends on shapes only: the order of a sum, and so its bits, is the same for any number of workers, and chunks
 * keep the rounding error of long float32 sums small. Where neighbours in memory are kept, {@link ColumnReduction} is
 * better.
 */
final class ReductionKernel {
    /** Long enough to make the partial results' cost vanish, short enough to share a long vector among many workers. */
    private static final int CHUNK = 1 << 14;

    private final Kernel.Reduction kernel;
    private final PlanMemory memory;
    private final int workers;
    private final DType dtype;
    private final LoopDomain kept;
    private final LoopDomain reduced;

    private ReductionKernel(Kernel.Reduction kernel, PlanMemory memory, int workers) {
        this.kernel = kernel;
        this.memory = memory;
        this.workers = workers;
        dtype = kernel.output().dtype();
        kept = kept(kernel);
        reduced = reduced(kernel);
    }

    /** {@return the axes that stay, for inputs and output} */
    static LoopDomain kept(Kernel.Reduction kernel) {
        int axes = kernel.kept().rank();
        LoopDomain domain = LoopDomain.of(kernel.kept().toArray(),
                kernel.views().map(view -> view.strides().subList(0, axes)).toList());
        return kernel.inputs().isEmpty() ? domain : domain.inOrderOf(0);
    }

    /** {@return the axes that vanish, for the inputs; the output does not move along them} */
    static LoopDomain reduced(Kernel.Reduction kernel) {
        int axes = kernel.kept().rank();
        List<List<Long>> strides = new ArrayList<>();
        kernel.inputs().forEach(view -> strides.add(view.strides().subList(axes, view.shape().rank())));
        strides.add(IntStream.range(0, kernel.reduced().rank()).mapToObj(_ -> 0L).toList());
        LoopDomain domain = LoopDomain.of(kernel.reduced().toArray(), strides);
        return kernel.inputs().isEmpty() ? domain : domain.inOrderOf(0);
    }

    /** {@return the steps the reduction is done in} */
    static List<BoundKernel> bind(Kernel.Reduction kernel, PlanMemory memory, int workers) {
        if (kernel.kept().count() == 0) {
            return List.of();
        }
        ReductionKernel reduction = new ReductionKernel(kernel, memory, workers);
        return prefersColumns(kernel)
                ? ColumnReduction.bind(kernel, reduction.kept, reduction.reduced, memory, workers)
                : reduction.bindRows();
    }

    /** Whether more of the inputs have their neighbours along a kept axis than along a reduced one. */
    static boolean prefersColumns(Kernel.Reduction kernel) {
        LoopDomain kept = kept(kernel);
        LoopDomain reduced = reduced(kernel);
        if (kept.rank() == 0 || kernel.reduced().count() == 0) {
            return false;
        }
        long alongKept = unitStrides(kernel, kept);
        long alongReduced = reduced.rank() == 0 ? 0 : unitStrides(kernel, reduced);
        return alongKept > alongReduced || alongKept == alongReduced && reduced.columns() < 4
                && kept.columns() > reduced.columns();
    }

    private static long unitStrides(Kernel.Reduction kernel, LoopDomain domain) {
        return IntStream.range(0, kernel.inputs().size()).filter(view -> domain.columnStride(view) == 1).count();
    }

    /** {@return the structure of the loop over rows} */
    static LoopStructure rowStructure(Kernel.Reduction kernel) {
        LoopDomain reduced = reduced(kernel);
        int columns = Math.min(reduced.columns(), CHUNK);
        return new LoopStructure(reducing(kernel),
                IntStream.range(0, kernel.inputs().size())
                        .mapToObj(i -> LoopStructures.input(kernel.inputs().get(i), reduced.columnStride(i), columns))
                        .toList(),
                List.of(new Access(kernel.output().dtype(), Walk.ROW)));
    }

    private static ScalarCode reducing(Kernel.Reduction kernel) {
        List<Instruction> instructions = new ArrayList<>(kernel.code().instructions());
        instructions.add(new Instruction.Reduce(kernel.function(), kernel.code().results().getFirst(),
                kernel.output().dtype()));
        return new ScalarCode(instructions, List.of(instructions.size() - 1));
    }

    private List<BoundKernel> bindRows() {
        int columns = reduced.columns();
        int fullChunks = columns / CHUNK;
        int chunks = Math.max(1, Math.ceilDiv(columns, CHUNK));
        long partialsPerResult = Math.multiplyExact(reduced.rows().count(), chunks);
        if (reduced.count() == 0 || partialsPerResult == 1) {
            LoopDomain rows = reduced.count() == 0 ? kept.append(0, new long[kept.strides().length])
                    : kept.append(columns, columnStrides());
            return List.of(rowLoop(rows, memory.array(kernel.output()), kernel.output().offset(), 0,
                    memory.access(kernel.output(), true)));
        }
        int partials = Math.toIntExact(Math.multiplyExact(kept.count(), partialsPerResult));
        Object array = new CpuBuffer(dtype, partials).array();
        List<MemoryAccess> written = List.of(MemoryAccess.whole(array, true));
        List<BoundKernel> steps = new ArrayList<>();
        LoopDomain rows = partialRows(chunks);
        if (fullChunks > 0) {
            LoopDomain full = fullChunks == 1 ? rows : rows.append(fullChunks, chunkStrides());
            steps.add(rowLoop(full.append(CHUNK, columnStrides()), array, 0, 0, written));
        }
        if (columns % CHUNK != 0) {
            steps.add(rowLoop(rows.append(columns % CHUNK, columnStrides()), array, fullChunks,
                    (long) fullChunks * CHUNK, written));
        }
        steps.add(joinPartials(array, Math.toIntExact(partialsPerResult)));
        return steps;
    }

    /**
     * The kept and the outer reduced axes; the output is a dense array with a partial result for each and each chunk.
     */
    private LoopDomain partialRows(int chunks) {
        LoopDomain outer = reduced.rows();
        LoopDomain rows = new LoopDomain(new int[0], new long[kernel.inputs().size() + 1][0]);
        int output = kernel.inputs().size();
        long[] keptPartials = denseStrides(kept.sizes(), outer.count() * chunks);
        for (int axis = 0; axis < kept.rank(); axis++) {
            long[] strides = strides(kept, axis);
            strides[output] = keptPartials[axis];
            rows = rows.append(kept.sizes()[axis], strides);
        }
        long[] outerPartials = denseStrides(outer.sizes(), chunks);
        for (int axis = 0; axis < outer.rank(); axis++) {
            long[] strides = strides(outer, axis);
            strides[output] = outerPartials[axis];
            rows = rows.append(outer.sizes()[axis], strides);
        }
        return rows;
    }

    static long[] denseStrides(int[] sizes, long unit) {
        long[] strides = new long[sizes.length];
        long stride = unit;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return strides;
    }

    static long[] strides(LoopDomain domain, int axis) {
        return Arrays.stream(domain.strides()).mapToLong(view -> view[axis]).toArray();
    }

    private long[] columnStrides() {
        return IntStream.rangeClosed(0, kernel.inputs().size())
                .mapToLong(view -> view == kernel.inputs().size() ? 0 : reduced.columnStride(view)).toArray();
    }

    private long[] chunkStrides() {
        long[] strides = Arrays.stream(columnStrides()).map(stride -> stride * CHUNK).toArray();
        strides[strides.length - 1] = 1;
        return strides;
    }

    private BoundKernel rowLoop(LoopDomain domain, Object output, long outputOffset, long skippedColumns,
                                List<MemoryAccess> written) {
        CompiledLoop compiled = LoopCompiler.compile(rowStructure(kernel)).orElseThrow(
                () -> new IllegalArgumentException("a reduction too long for one method, which accepts() refuses"));
        long[] strides = columnStrides();
        long[] offsets = IntStream.range(0, strides.length).mapToLong(view -> view == kernel.inputs().size()
                ? outputOffset : kernel.inputs().get(view).offset() + skippedColumns * strides[view]).toArray();
        Object[] arrays = Stream.concat(kernel.inputs().stream().map(memory::array), Stream.of(output)).toArray();
        List<MemoryAccess> accesses = Stream.concat(
                kernel.inputs().stream().flatMap(view -> memory.access(view, false).stream()), written.stream())
                .toList();
        return new RowKernelLoop(new LoopRun(compiled, domain, arrays, offsets, workers), accesses);
    }

    private BoundKernel joinPartials(Object partials, int perResult) {
        ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, dtype),
                new Instruction.Reduce(kernel.function(), 0, dtype)), List.of(1));
        LoopStructure structure = new LoopStructure(code,
                List.of(new Access(dtype, Walk.UNIT)), List.of(new Access(dtype, Walk.ROW)));
        long[][] strides = {denseStrides(kept.sizes(), perResult), kept.strides()[kernel.inputs().size()]};
        LoopDomain domain = new LoopDomain(kept.sizes(), strides).append(perResult, 1, 0);
        List<MemoryAccess> accesses = Stream.concat(Stream.of(MemoryAccess.whole(partials, false)),
                memory.access(kernel.output(), true).stream()).toList();
        return new RowKernelLoop(new LoopRun(LoopCompiler.compile(structure).orElseThrow(), domain,
                new Object[] {partials, memory.array(kernel.output())}, new long[] {0, kernel.output().offset()},
                workers), accesses);
    }
}
