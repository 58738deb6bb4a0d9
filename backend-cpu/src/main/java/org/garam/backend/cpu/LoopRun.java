package org.garam.backend.cpu;

import java.util.stream.IntStream;

/**
 * A compiled loop over a domain of any rank: the two innermost axes are the loop's, the outer ones are counted through
 * here. Each worker has its own copy of what changes meanwhile.
 */
final class LoopRun {
    private static final int ENTRIES = LoopFrame.LAYOUT_ENTRIES;

    /** What one worker changes. */
    private record Worker(Object[] memory, int[] layout, long[] shifts) {}

    private final CompiledLoop compiled;
    private final int[] outerSizes;
    private final int rowsPerBlock;
    private final int columns;
    private final int views;
    private final long[] offsets;
    private final long[][] outerStrides;
    private final long[] rowStrides;
    private final long[] columnStrides;
    private final long rows;
    private final Worker[] workers;

    /**
     * @param domain the axes; the last one is that of the columns
     * @param arrays for each view its array, null for positions
     * @param offsets for each view the offset of its first element
     */
    LoopRun(CompiledLoop compiled, LoopDomain domain, Object[] arrays, long[] offsets, int workers) {
        this.compiled = compiled;
        this.offsets = offsets.clone();
        views = arrays.length;
        columns = domain.columns();
        columnStrides = IntStream.range(0, views).mapToLong(domain::columnStride).toArray();
        LoopDomain rowDomain = domain.rows();
        rowsPerBlock = rowDomain.columns();
        rowStrides = IntStream.range(0, views).mapToLong(view -> rowDomain.rank() == 0 ? 0
                : rowDomain.columnStride(view)).toArray();
        rows = rowDomain.count();
        LoopDomain outer = rowDomain.rows();
        outerSizes = outer.sizes();
        outerStrides = outer.strides();
        this.workers = new Worker[workers];
        for (int worker = 0; worker < workers; worker++) {
            Object[] memory = new Object[views + 1];
            System.arraycopy(arrays, 0, memory, 0, views);
            memory[views] = compiled.newScratch();
            int[] layout = new int[ENTRIES * views];
            for (int view = 0; view < views; view++) {
                layout[ENTRIES * view + 1] = Math.toIntExact(rowStrides[view]);
                layout[ENTRIES * view + 2] = Math.toIntExact(columnStrides[view]);
            }
            this.workers[worker] = new Worker(memory, layout, new long[views]);
        }
    }

    CompiledLoop compiled() {
        return compiled;
    }

    long rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    double nanoseconds() {
        return rows * (8 + columns * compiled.nanosecondsPerColumn());
    }

    /** The share of one worker when elements are computed independently: rows, or columns if there are few rows. */
    void runShare(int worker, int workerCount) {
        if (rows >= 4L * workerCount || columns < 64 * workerCount) {
            runRowShare(worker, workerCount);
        } else {
            int groups = columns / 16;
            int begin = worker == 0 ? 0 : (int) ((long) groups * worker / workerCount) * 16;
            int end = worker == workerCount - 1 ? columns : (int) ((long) groups * (worker + 1) / workerCount) * 16;
            run(worker, 0, rows, begin, end);
        }
    }

    /** The share of one worker when rows are computed independently. */
    void runRowShare(int worker, int workerCount) {
        run(worker, rows * worker / workerCount, rows * (worker + 1) / workerCount, 0, columns);
    }

    /** Moves a view for the following runs of one worker. */
    void shift(int worker, int view, long elements) {
        workers[worker].shifts[view] = elements;
    }

    /** Runs rows and columns from the begins to before the ends, all outer axes and the rows counted as rows. */
    void run(int worker, long rowBegin, long rowEnd, int columnBegin, int columnEnd) {
        Worker state = workers[worker];
        long row = rowBegin;
        while (row < rowEnd) {
            int inBlock = (int) (row % rowsPerBlock);
            int count = (int) Math.min(rowsPerBlock - inBlock, rowEnd - row);
            for (int view = 0; view < views; view++) {
                long offset = offsets[view] + state.shifts[view] + inBlock * rowStrides[view]
                        + columnBegin * columnStrides[view];
                long block = row / rowsPerBlock;
                for (int axis = outerSizes.length - 1; axis >= 0; axis--) {
                    offset += block % outerSizes[axis] * outerStrides[view][axis];
                    block /= outerSizes[axis];
                }
                state.layout[ENTRIES * view] = (int) offset;
            }
            compiled.loop().run(state.memory, state.layout, count, columnEnd - columnBegin);
            row += count;
        }
    }
}
