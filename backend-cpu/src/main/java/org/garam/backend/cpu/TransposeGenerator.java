package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.util.List;

/**
 * Generates packers that transpose: each step reads a square block, {@code size} rows {@code sourceStride} apart, and
 * writes it turned; the next step reads to the right of it and writes below. With vectors, the block is turned in
 * registers: stage by stage, pairs of rows exchange the halves, quarters, eighths ... that lie on the wrong side of
 * the diagonal.
 */
record TransposeGenerator(Precision precision, int size, boolean vectorised)
        implements KernelSource<PanelPacker> {
    private static final int SOURCE = 1;
    private static final int SOURCE_OFFSET = 2;
    private static final int SOURCE_STRIDE = 3;
    private static final int TARGET = 5;
    private static final int TARGET_OFFSET = 6;
    private static final int TARGET_STRIDE = 7;
    private static final int STEPS = 8;

    @Override
    public PanelPacker generate() {
        List<?> tables = vectorised ? TransposeTables.of(precision, size) : List.of();
        return KernelEmitter.instantiate(PanelPacker.class, tables, this::emit);
    }

    private void emit(CodeBuilder code) {
        var emitter = new KernelEmitter(code, precision, vectorised ? size : 1);
        int source = emitter.newArrayLocal(SOURCE);
        int target = emitter.newArrayLocal(TARGET);
        var begin = code.newLabel();
        var end = code.newLabel();
        code.labelBinding(begin).iload(STEPS).ifle(end);
        if (vectorised) {
            emitVectors(code, emitter, source, target);
        } else {
            emitElements(code, emitter, source, target);
        }
        code.iinc(SOURCE_OFFSET, size);
        code.iload(TARGET_OFFSET).iload(TARGET_STRIDE).loadConstant(size).imul().iadd().istore(TARGET_OFFSET);
        code.iinc(STEPS, -1).goto_(begin).labelBinding(end).return_();
    }

    private void emitVectors(CodeBuilder code, KernelEmitter emitter, int source, int target) {
        int[] rows = new int[size];
        for (int row = 0; row < size; row++) {
            rows[row] = emitter.newValueLocal();
            emitter.read(source, index(code, SOURCE_OFFSET, SOURCE_STRIDE, row, 0));
            emitter.storeValue(rows[row]);
        }
        int stages = Integer.numberOfTrailingZeros(size);
        int exchanged = emitter.newValueLocal();
        for (int stage = 0; stage < stages; stage++) {
            int distance = 1 << stage;
            for (int row = 0; row < size; row++) {
                if ((row & distance) == 0) {
                    int upper = rows[row];
                    int lower = rows[row + distance];
                    emitter.loadValue(upper);
                    emitter.loadValue(lower);
                    emitter.rearrange(stage);
                    emitter.blend(stages + stage);
                    emitter.storeValue(exchanged);
                    emitter.loadValue(upper);
                    emitter.rearrange(stage);
                    emitter.loadValue(lower);
                    emitter.blend(stages + stage);
                    emitter.storeValue(lower);
                    emitter.loadValue(exchanged);
                    emitter.storeValue(upper);
                }
            }
        }
        for (int row = 0; row < size; row++) {
            emitter.write(rows[row], target, index(code, TARGET_OFFSET, TARGET_STRIDE, row, 0));
        }
    }

    private void emitElements(CodeBuilder code, KernelEmitter emitter, int source, int target) {
        int value = emitter.newValueLocal();
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                emitter.read(source, index(code, SOURCE_OFFSET, SOURCE_STRIDE, column, row));
                emitter.storeValue(value);
                emitter.write(value, target, index(code, TARGET_OFFSET, TARGET_STRIDE, row, column));
            }
        }
    }

    private static Runnable index(CodeBuilder code, int offset, int stride, int row, int column) {
        return () -> code.iload(offset).iload(stride).loadConstant(row).imul().iadd().loadConstant(column).iadd();
    }
}
