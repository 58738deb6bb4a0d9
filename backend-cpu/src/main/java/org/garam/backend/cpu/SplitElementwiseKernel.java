package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * An elementwise kernel too long for one method: its parts are run one after another over short blocks of columns, and
 * hand on values through memory that stays in the cache. Only the last part writes outputs, because an output may lie
 * where an input of another part does.
 */
final class SplitElementwiseKernel implements BoundKernel {
    private static final int BLOCK_COLUMNS = 512;
    private static final int LONGEST_PART = 128;

    /** A loop, and for each of its views the place of a handed-on value, or -1 if the view is one of the kernel's. */
    private record PartRun(LoopRun run, int[] slots) {}

    private final Kernel.Elementwise kernel;
    private final PlanMemory memory;
    private final int workers;
    private final LoopDomain domain;
    private final List<PartRun> parts = new ArrayList<>();
    private PartRun[] runs;
    /** The place of each value handed on, counted in blocks, among those of its type. */
    private final Map<Integer, Integer> slots = new HashMap<>();
    private final Map<DType, Integer> slotCounts = new EnumMap<>(DType.class);
    private final Map<DType, Object> handedOn = new EnumMap<>(DType.class);
    private final List<MemoryAccess> accesses;

    private SplitElementwiseKernel(Kernel.Elementwise kernel, PlanMemory memory, int workers) {
        this.kernel = kernel;
        this.memory = memory;
        this.workers = workers;
        domain = ElementwiseKernel.domain(kernel);
        accesses = ElementwiseKernel.accesses(kernel, memory);
    }

    static BoundKernel bind(Kernel.Elementwise kernel, PlanMemory memory, int workers) {
        for (int length = LONGEST_PART; length > 0; length /= 2) {
            SplitElementwiseKernel split = new SplitElementwiseKernel(kernel, memory, workers);
            if (split.build(CodeSplitter.split(kernel.code(), length))) {
                return split;
            }
        }
        throw new IllegalArgumentException("no part of the kernel is short enough to be compiled");
    }

    /** {@return whether all parts are short enough} */
    private boolean build(List<CodeSplitter.Part> split) {
        for (CodeSplitter.Part part : split.subList(0, split.size() - 1)) {
            for (int value : part.given()) {
                slots.put(value, slotCounts.merge(dtype(value), 1, Integer::sum) - 1);
            }
        }
        slotCounts.forEach((dtype, count) ->
                handedOn.put(dtype, new CpuBuffer(dtype, (long) count * BLOCK_COLUMNS * workers).array()));
        for (CodeSplitter.Part part : split) {
            if (!add(part, part == split.getLast())) {
                return false;
            }
        }
        runs = parts.toArray(PartRun[]::new);
        return true;
    }

    private DType dtype(int value) {
        return kernel.code().instructions().get(value).dtype();
    }

    private boolean add(CodeSplitter.Part part, boolean last) {
        Views views = new Views();
        part.inputs().forEach(input -> views.addOwn(kernel.inputs().get(input), input, false));
        part.taken().forEach(value -> views.addHandedOn(value, false));
        for (int i = 0; i < part.given().size(); i++) {
            if (last) {
                views.addOwn(kernel.outputs().get(i), kernel.inputs().size() + i, true);
            } else {
                views.addHandedOn(part.given().get(i), true);
            }
        }
        Optional<CompiledLoop> compiled = LoopCompiler.compile(views.structure(part.code()));
        compiled.ifPresent(loop -> parts.add(views.run(loop)));
        return compiled.isPresent();
    }

    /** The views of one part. */
    private final class Views {
        private final List<Access> inputs = new ArrayList<>();
        private final List<Access> outputs = new ArrayList<>();
        private final List<Object> arrays = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private final List<long[]> strides = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();

        void addOwn(View view, int number, boolean output) {
            long columnStride = domain.columnStride(number);
            (output ? outputs : inputs).add(output ? LoopStructures.output(view, columnStride, domain.columns())
                    : LoopStructures.input(view, columnStride, domain.columns()));
            arrays.add(memory.array(view));
            offsets.add(view.offset());
            strides.add(domain.strides()[number]);
            places.add(-1);
        }

        void addHandedOn(int value, boolean output) {
            (output ? outputs : inputs).add(new Access(dtype(value), Walk.UNIT));
            arrays.add(handedOn.get(dtype(value)));
            offsets.add((long) slots.get(value) * BLOCK_COLUMNS * workers);
            long[] onlyColumns = new long[domain.rank()];
            if (domain.rank() > 0) {
                onlyColumns[domain.rank() - 1] = 1;
            }
            strides.add(onlyColumns);
            places.add(slots.get(value));
        }

        LoopStructure structure(ScalarCode code) {
            return new LoopStructure(code, inputs, outputs);
        }

        PartRun run(CompiledLoop loop) {
            LoopDomain part = new LoopDomain(domain.sizes(), strides.toArray(long[][]::new));
            return new PartRun(new LoopRun(loop, part, arrays.toArray(),
                    offsets.stream().mapToLong(Long::longValue).toArray(), workers),
                    places.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    @Override
    public void run(int worker, int workerCount) {
        long rows = runs[0].run.rows();
        int columns = domain.columns();
        int blocksPerRow = Math.ceilDiv(columns, BLOCK_COLUMNS);
        long blocks = rows * blocksPerRow;
        long end = blocks * (worker + 1) / workerCount;
        for (long block = blocks * worker / workerCount; block < end; block++) {
            long row = block / blocksPerRow;
            int column = (int) (block % blocksPerRow) * BLOCK_COLUMNS;
            runBlock(worker, row, column, Math.min(columns, column + BLOCK_COLUMNS));
        }
    }

    private void runBlock(int worker, long row, int columnBegin, int columnEnd) {
        for (PartRun part : runs) {
            for (int view = 0; view < part.slots.length; view++) {
                if (part.slots[view] >= 0) {
                    part.run.shift(worker, view, (long) worker * BLOCK_COLUMNS - columnBegin);
                }
            }
            part.run.run(worker, row, row + 1, columnBegin, columnEnd);
        }
    }

    @Override
    public double nanoseconds() {
        return parts.stream().mapToDouble(part -> part.run.nanoseconds()).sum();
    }

    @Override
    public List<MemoryAccess> accesses() {
        return accesses;
    }

    @Override
    public List<CompiledLoop> loops() {
        return parts.stream().map(part -> part.run.compiled()).toList();
    }
}
