package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;

/**
 * Generates the {@link TileKernel} of a JVM without the Vector API: one row of C, any width. The inner loop runs
 * along the row, where the compiler vectorises it by itself; it takes {@value #STEPS} steps of k at once, so that an
 * element of C is loaded and stored less often. The order of additions is that of the other kernels.
 */
record RowUpdateGenerator(Precision precision, boolean accumulate)
        implements KernelSource<TileKernel> {
    private static final int STEPS = 4;

    private static final int A_ARRAY = 1;
    private static final int A_OFFSET = 2;
    private static final int A_STEP = 3;
    private static final int B_ARRAY = 4;
    private static final int B_OFFSET = 5;
    private static final int B_STEP = 6;
    private static final int C_ARRAY = 8;
    private static final int C_OFFSET = 9;
    private static final int LAST_COLUMN = 11;
    private static final int K = 12;

    @Override
    public TileKernel generate() {
        return KernelEmitter.instantiate(TileKernel.class, List.of(), this::emit);
    }

    private void emit(CodeBuilder code) {
        var emitter = new KernelEmitter(code, precision, 1);
        int a = emitter.newArrayLocal(A_ARRAY);
        int b = emitter.newArrayLocal(B_ARRAY);
        int c = emitter.newArrayLocal(C_ARRAY);
        int column = emitter.newIntLocal();
        int sum = emitter.newValueLocal();
        if (!accumulate) {
            emitRow(code, column, () -> {
                emitter.zero();
                emitter.storeValue(sum);
                emitter.write(sum, c, () -> code.iload(C_OFFSET).iload(column).iadd());
            });
        }
        for (int steps : new int[] {STEPS, 1}) {
            emitSteps(code, emitter, a, b, c, column, sum, steps);
        }
        code.return_();
    }

    private static void emitSteps(CodeBuilder code, KernelEmitter emitter, int a, int b, int c, int column, int sum,
                                  int steps) {
        Label begin = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(begin).iload(K).loadConstant(steps).if_icmplt(end);
        int[] left = new int[steps];
        int[] right = new int[steps];
        for (int step = 0; step < steps; step++) {
            left[step] = emitter.newValueLocal();
            right[step] = emitter.newIntLocal();
            emitter.read(a, () -> code.iload(A_OFFSET));
            emitter.storeValue(left[step]);
            code.iload(B_OFFSET).istore(right[step]);
            code.iload(A_OFFSET).iload(A_STEP).iadd().istore(A_OFFSET);
            code.iload(B_OFFSET).iload(B_STEP).iadd().istore(B_OFFSET);
        }
        emitRow(code, column, () -> {
            Runnable position = () -> code.iload(C_OFFSET).iload(column).iadd();
            emitter.read(c, position);
            emitter.storeValue(sum);
            for (int step = 0; step < steps; step++) {
                int offset = right[step];
                emitter.loadValue(left[step]);
                emitter.read(b, () -> code.iload(offset).iload(column).iadd());
                emitter.loadValue(sum);
                emitter.multiplyAdd();
                emitter.storeValue(sum);
            }
            emitter.write(sum, c, position);
        });
        code.iinc(K, -steps).goto_(begin).labelBinding(end);
    }

    private static void emitRow(CodeBuilder code, int column, Runnable body) {
        Label begin = code.newLabel();
        Label end = code.newLabel();
        code.iconst_0().istore(column);
        code.labelBinding(begin).iload(column).iload(LAST_COLUMN).if_icmpgt(end);
        body.run();
        code.iinc(column, 1).goto_(begin).labelBinding(end);
    }
}
