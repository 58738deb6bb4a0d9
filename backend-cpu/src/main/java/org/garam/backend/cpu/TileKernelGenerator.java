package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.util.List;

/**
 * Generates {@link TileKernel}s that keep every element of the tile in a register. Each element is one chain of fused
 * multiply-adds over ascending k that begins at 0 (or, accumulating, at the element's value), so the result depends
 * neither on the tile nor on the vector width.
 *
 * <p>Three properties keep the loop fast and must not be "improved". Offsets advance by variable steps, which leaves
 * the bounds checks in the loop; without them the compiler moves all loads to the top of the loop and runs out of
 * vector registers. The distance between rows of A is a constant; a variable one needs a pointer per row and runs out
 * of integer registers. And the last vector of a row overlaps the one before it, instead of being masked, when the
 * width is no multiple of the vector length.
 */
record TileKernelGenerator(Precision precision, int lanes, int rows, int vectors, int aRowStride, boolean accumulate)
        implements KernelSource<TileKernel> {
    // Parameters of TileKernel.run; slot 0 is "this".
    private static final int A_ARRAY = 1;
    private static final int A_OFFSET = 2;
    private static final int A_STEP = 3;
    private static final int B_ARRAY = 4;
    private static final int B_OFFSET = 5;
    private static final int B_STEP = 6;
    private static final int B_LAST_VECTOR = 7;
    private static final int C_ARRAY = 8;
    private static final int C_OFFSET = 9;
    private static final int C_ROW_STRIDE = 10;
    private static final int C_LAST_VECTOR = 11;
    private static final int K = 12;

    @Override
    public TileKernel generate() {
        return KernelEmitter.instantiate(TileKernel.class, List.of(), this::emit);
    }

    private void emit(CodeBuilder code) {
        var emitter = new KernelEmitter(code, precision, lanes);
        int a = emitter.newArrayLocal(A_ARRAY);
        int b = emitter.newArrayLocal(B_ARRAY);
        int c = emitter.newArrayLocal(C_ARRAY);
        int[][] sums = new int[rows][vectors];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < vectors; column++) {
                sums[row][column] = emitter.newValueLocal();
                if (accumulate) {
                    emitter.read(c, tileIndex(code, row, column));
                } else {
                    emitter.zero();
                }
                emitter.storeValue(sums[row][column]);
            }
        }
        emitLoop(code, emitter, a, b, sums);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < vectors; column++) {
                emitter.write(sums[row][column], c, tileIndex(code, row, column));
            }
        }
        code.return_();
    }

    private void emitLoop(CodeBuilder code, KernelEmitter emitter, int a, int b, int[][] sums) {
        var begin = code.newLabel();
        var end = code.newLabel();
        code.labelBinding(begin).iload(K).ifle(end);
        int[] right = new int[vectors];
        for (int column = 0; column < vectors; column++) {
            right[column] = emitter.newValueLocal();
            int position = column;
            emitter.read(b, () -> {
                code.iload(B_OFFSET);
                addColumn(code, position, B_LAST_VECTOR);
            });
            emitter.storeValue(right[column]);
        }
        int left = emitter.newValueLocal();
        for (int row = 0; row < rows; row++) {
            int position = row;
            emitter.readBroadcast(a, () -> code.iload(A_OFFSET).loadConstant(position * aRowStride).iadd());
            emitter.storeValue(left);
            for (int column = 0; column < vectors; column++) {
                emitter.loadValue(left);
                emitter.loadValue(right[column]);
                emitter.loadValue(sums[row][column]);
                emitter.multiplyAdd();
                emitter.storeValue(sums[row][column]);
            }
        }
        code.iload(A_OFFSET).iload(A_STEP).iadd().istore(A_OFFSET);
        code.iload(B_OFFSET).iload(B_STEP).iadd().istore(B_OFFSET);
        code.iinc(K, -1).goto_(begin).labelBinding(end);
    }

    private Runnable tileIndex(CodeBuilder code, int row, int column) {
        return () -> {
            code.iload(C_OFFSET).iload(C_ROW_STRIDE).loadConstant(row).imul().iadd();
            addColumn(code, column, C_LAST_VECTOR);
        };
    }

    private void addColumn(CodeBuilder code, int column, int lastVector) {
        if (column == vectors - 1) {
            code.iload(lastVector).iadd();
        } else if (column > 0) {
            code.loadConstant(column * lanes).iadd();
        }
    }
}
