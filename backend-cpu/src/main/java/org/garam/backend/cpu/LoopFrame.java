package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.tensor.DType;

/**
 * The local variables of a loop being generated: arrays and offsets of its views, the column counter, one variable per
 * value. Views are counted through, inputs first.
 */
final class LoopFrame {
    static final int MEMORY = 1;
    static final int LAYOUT = 2;
    static final int ROWS = 3;
    static final int COLUMNS = 4;
    private static final int FIRST_FREE = 5;
    static final int LAYOUT_ENTRIES = 3;

    final CodeBuilder code;
    final LoopProgram program;
    /** The lanes of a vector, 1 in a scalar loop. */
    final int lanes;
    final int column;
    /** The variables of values that are numbers, and of those that are vectors; by step. */
    final int[] scalars;
    final int[] vectors;
    private final int[] arrays;
    private final int[] offsets;
    private final int[] columnStrides;
    private int scratch;
    private int next = FIRST_FREE;
    /** Variables that are dead, by the slots they take less one. */
    private final List<Deque<Integer>> free = List.of(new ArrayDeque<>(), new ArrayDeque<>());

    LoopFrame(CodeBuilder code, LoopProgram program, int lanes) {
        this.code = code;
        this.program = program;
        this.lanes = lanes;
        int views = program.structure().views();
        arrays = new int[views];
        offsets = new int[views];
        columnStrides = new int[views];
        scalars = new int[program.steps().size()];
        vectors = new int[program.steps().size()];
        column = allocate(TypeKind.INT);
    }

    int allocate(TypeKind kind) {
        Deque<Integer> reusable = free.get(kind.slotSize() - 1);
        if (!reusable.isEmpty()) {
            return reusable.pop();
        }
        int slot = next;
        next += kind.slotSize();
        return slot;
    }

    /** {@return a mark to pass to {@link #release} once the variables allocated since are dead} */
    int mark() {
        return next;
    }

    void release(int mark) {
        next = mark;
        for (Deque<Integer> reusable : free) {
            reusable.removeIf(slot -> slot >= mark);
        }
    }

    /** Lets a variable allocated since the last mark be used again: low numbers make short code. */
    void free(int slot, TypeKind kind) {
        free.get(kind.slotSize() - 1).push(slot);
    }

    Access access(int view) {
        LoopStructure structure = program.structure();
        int inputs = structure.inputs().size();
        return view < inputs ? structure.inputs().get(view) : structure.outputs().get(view - inputs);
    }

    int outputView(int output) {
        return program.structure().inputs().size() + output;
    }

    /** Reads the arguments of the method into variables. */
    void emitPrologue() {
        for (int view = 0; view < arrays.length; view++) {
            Access access = access(view);
            if (access.walk().isMemory()) {
                arrays[view] = allocate(TypeKind.REFERENCE);
                code.aload(MEMORY).loadConstant(view).aaload().checkcast(arrayOf(access.dtype())).astore(arrays[view]);
            }
            offsets[view] = allocate(TypeKind.INT);
            code.aload(LAYOUT).loadConstant(LAYOUT_ENTRIES * view).iaload().istore(offsets[view]);
            if (access.walk() == LoopStructure.Walk.STRIDED || access.walk() == LoopStructure.Walk.POSITIONS) {
                columnStrides[view] = allocate(TypeKind.INT);
                code.aload(LAYOUT).loadConstant(LAYOUT_ENTRIES * view + 2).iaload().istore(columnStrides[view]);
            }
        }
        if (lanes > 1) {
            scratch = allocate(TypeKind.REFERENCE);
            code.aload(MEMORY).loadConstant(arrays.length).aaload().checkcast(scratchType()).astore(scratch);
        }
    }

    /** Moves all offsets to the next row. */
    void emitNextRow() {
        for (int view = 0; view < arrays.length; view++) {
            code.iload(offsets[view]).aload(LAYOUT).loadConstant(LAYOUT_ENTRIES * view
                    + 1).iaload().iadd().istore(offsets[view]);
        }
    }

    void pushArray(int view) {
        code.aload(arrays[view]);
    }

    void pushScratch() {
        code.aload(scratch);
    }

    ClassDesc scratchType() {
        return switch (program.lane()) {
            case FLOAT -> ConstantDescs.CD_float.arrayType();
            case DOUBLE -> ConstantDescs.CD_double.arrayType();
            case INT -> ConstantDescs.CD_int.arrayType();
            case LONG, BOOL -> throw new IllegalStateException("no vectors of " + program.lane());
        };
    }

    /** The offset of the element in the current column, plus {@code ahead} neighbours. */
    void pushIndex(int view, int ahead) {
        code.iload(offsets[view]);
        switch (access(view).walk()) {
            case ROW, ROW_POSITION -> { }
            case UNIT -> {
                code.iload(column).iadd();
                if (ahead != 0) {
                    code.loadConstant(ahead).iadd();
                }
            }
            case STRIDED, POSITIONS -> {
                code.iload(column);
                if (ahead != 0) {
                    code.loadConstant(ahead).iadd();
                }
                code.iload(columnStrides[view]).imul().iadd();
            }
        }
    }

    void pushColumnStride(int view) {
        code.iload(columnStrides[view]);
    }

    static ClassDesc arrayOf(DType dtype) {
        return (switch (dtype) {
            case FLOAT32 -> ConstantDescs.CD_float;
            case FLOAT64 -> ConstantDescs.CD_double;
            case INT8, UINT8, BOOL -> ConstantDescs.CD_byte;
            case INT16, FLOAT16, BFLOAT16 -> ConstantDescs.CD_short;
            case INT32 -> ConstantDescs.CD_int;
            case INT64 -> ConstantDescs.CD_long;
        }).arrayType();
    }
}
