package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.util.List;

/**
 * Generates packers that copy a strip of {@code vectors} vectors per row, row by row. In the copy the last vector
 * follows the others even where it overlaps them in the source, so that every vector of the panel is aligned like the
 * first one; vectors that straddle two cache lines cost a third of the speed of a product on some processors.
 */
record RowPackerGenerator(Precision precision, int lanes, int vectors)
        implements KernelSource<PanelPacker> {
    private static final int SOURCE = 1;
    private static final int SOURCE_OFFSET = 2;
    private static final int SOURCE_STRIDE = 3;
    private static final int SOURCE_LAST = 4;
    private static final int TARGET = 5;
    private static final int TARGET_OFFSET = 6;
    private static final int TARGET_STRIDE = 7;
    private static final int STEPS = 8;

    @Override
    public PanelPacker generate() {
        return KernelEmitter.instantiate(PanelPacker.class, List.of(), this::emit);
    }

    private void emit(CodeBuilder code) {
        var emitter = new KernelEmitter(code, precision, lanes);
        int source = emitter.newArrayLocal(SOURCE);
        int target = emitter.newArrayLocal(TARGET);
        int value = emitter.newValueLocal();
        var begin = code.newLabel();
        var end = code.newLabel();
        code.labelBinding(begin).iload(STEPS).ifle(end);
        for (int vector = 0; vector < vectors; vector++) {
            int position = vector;
            emitter.read(source, () -> {
                code.iload(SOURCE_OFFSET);
                if (position == vectors - 1) {
                    code.iload(SOURCE_LAST).iadd();
                } else {
                    code.loadConstant(position * lanes).iadd();
                }
            });
            emitter.storeValue(value);
            emitter.write(value, target, () -> code.iload(TARGET_OFFSET).loadConstant(position * lanes).iadd());
        }
        code.iload(SOURCE_OFFSET).iload(SOURCE_STRIDE).iadd().istore(SOURCE_OFFSET);
        code.iload(TARGET_OFFSET).iload(TARGET_STRIDE).iadd().istore(TARGET_OFFSET);
        code.iinc(STEPS, -1).goto_(begin).labelBinding(end).return_();
    }
}
