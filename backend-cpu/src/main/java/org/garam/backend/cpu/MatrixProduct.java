package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * A matrix product of a fixed shape, planned once and run often. Every element of C is one chain of fused multiply-adds
 * over ascending k, so the bits of the result do not depend on the number of workers, the vector width or the tiling.
 */
final class MatrixProduct {
    private final Precision precision;
    private final PackingScratch scratch;
    private final boolean transposed;
    private final List<KernelPart> parts = new ArrayList<>();

    /** @param scratch shared by all products that never run at the same time; it grows here, not in {@link #run} */
    MatrixProduct(ProductShape wanted, int workers, PackingScratch scratch) {
        this.scratch = scratch;
        precision = wanted.precision();
        transposed = wanted.betterTransposed();
        var shape = transposed ? wanted.transposed() : wanted;
        if (shape.rows() == 0 || shape.columns() == 0) {
            return;
        }
        int columnUnit = Tiling.lanes(shape);
        var split = WorkSplit.choose(shape, workers, columnUnit);
        var tiling = Tiling.choose(shape, shape.rows() / split.rowParts(),
                Math.ceilDiv(shape.rows(), split.rowParts()), split.columnBegin(shape, columnUnit, 1));
        for (int part = 0; part < split.parts(); part++) {
            int rowPart = part / split.columnParts();
            int columnPart = part % split.columnParts();
            parts.add(new KernelPart(shape, tiling,
                    split.rowBegin(shape, rowPart), split.rowBegin(shape, rowPart + 1),
                    split.columnBegin(shape, columnUnit, columnPart),
                    split.columnBegin(shape, columnUnit, columnPart + 1)));
        }
        for (var part : parts) {
            scratch.reserve(precision, part.scratchLength());
        }
    }

    /** Workers that have something to do; the others may skip {@link #run}. */
    int activeWorkers() {
        return parts.size();
    }

    /**
     * Computes one worker's part; every worker of {@code 0 .. activeWorkers() - 1} must call it once. Allocates
     * nothing.
     *
     * @param epilogue called for each block of C that is final, or null
     */
    void run(int worker, Object a, int aOffset, Object b, int bOffset, Object c, int cOffset, BlockEpilogue epilogue) {
        if (worker >= parts.size()) {
            return;
        }
        var part = parts.get(worker);
        var memory = scratch.array(precision, worker);
        if (transposed) {
            part.run(b, bOffset, a, aOffset, c, cOffset, memory, epilogue, true);
        } else {
            part.run(a, aOffset, b, bOffset, c, cOffset, memory, epilogue, false);
        }
    }

    /** Has the JIT compile every kernel of this product, which takes some tenths of a second the first time. */
    void warmUp() {
        var kernels = new ArrayList<KernelWarmUp>();
        for (var part : parts) {
            part.addWarmUps(kernels);
        }
        KernelWarmUp.runAll(kernels);
    }
}
