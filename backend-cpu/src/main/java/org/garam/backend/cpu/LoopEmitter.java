package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Emits the body of a {@link Loop}: rows, in each of them the walks over its columns, each of these in up to three
 * loops: several vectors a turn, one vector a turn, and one number a turn for what is left; or, if the rows are
 * narrow, in one turn of which only some lanes count. A scalar loop has only the numbers.
 */
final class LoopEmitter {
    private final LoopProgram program;
    private final CodeBuilder code;
    private final LoopFrame frame;
    private final ScalarEmitter scalar;
    private final VectorEmitter vector;
    private final int unroll;
    private final boolean vectorized;
    /** Rows shorter than a vector are done in one turn, in which some lanes do not count. */
    private final boolean partial;
    private final int lastPhase;
    /** The accumulators of a reduction that are vectors, and the one that is a number. */
    private final Map<Integer, int[]> vectorAccumulators = new HashMap<>();
    private final Map<Integer, Integer> scalarAccumulators = new HashMap<>();

    /**
     * @param lanes the lanes of a vector, 1 for a scalar loop
     * @param unroll how many vectors a turn of the main loop takes
     */
    LoopEmitter(CodeBuilder code, LoopProgram program, int lanes, int unroll) {
        this.program = program;
        this.code = code;
        this.unroll = unroll;
        vectorized = lanes > 1;
        partial = vectorized && program.structure().narrow() && program.isOfOneType();
        frame = new LoopFrame(code, program, lanes);
        scalar = new ScalarEmitter(frame);
        vector = vectorized ? new VectorEmitter(frame) : null;
        lastPhase = program.lastPhase();
    }

    void emit() {
        frame.emitPrologue();
        if (vectorized) {
            vector.emitLaneDistances();
            if (partial) {
                vector.countColumnsOnly();
            }
            BitSet constants = new BitSet();
            IntStream.rangeClosed(0, lastPhase).mapToObj(program::needed).forEach(constants::or);
            constants.stream().filter(step -> program.step(step) instanceof Step.Constant)
                    .forEach(step -> vector.broadcast(step, scalar));
        }
        Label row = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(row).iload(LoopFrame.ROWS).ifle(end);
        int mark = frame.mark();
        for (int phase = 0; phase <= lastPhase; phase++) {
            emitRowValues(phase);
            emitPhase(phase);
        }
        emitRowOutputs();
        frame.release(mark);
        frame.emitNextRow();
        code.iinc(LoopFrame.ROWS, -1).goto_(row).labelBinding(end).return_();
    }

    private void emitRowValues(int phase) {
        for (int step = 0; step < program.steps().size(); step++) {
            if (!program.isVarying(step) && program.phase(step) == phase
                    && !(program.step(step) instanceof Step.Reduce)) {
                scalar.emit(step);
            }
        }
    }

    private void emitRowOutputs() {
        List<Integer> columnOutputs = program.columnOutputs();
        for (int output = 0; output < program.structure().outputs().size(); output++) {
            if (!columnOutputs.contains(output)) {
                scalar.store(output);
            }
        }
    }

    private void emitPhase(int phase) {
        List<Integer> reductions = program.reductions(phase);
        List<Integer> outputs = phase == lastPhase ? program.columnOutputs() : List.of();
        if (reductions.isEmpty() && outputs.isEmpty()) {
            return;
        }
        BitSet needed = program.needed(phase);
        List<Integer> body = needed.stream().filter(program::isVarying).boxed().toList();
        startScalarAccumulators(reductions);
        code.iconst_0().istore(frame.column);
        if (vectorized) {
            needed.stream().filter(step -> !program.isVarying(step) && !(program.step(step) instanceof Step.Constant))
                    .forEach(step -> vector.broadcast(step, scalar));
            startVectorAccumulators(reductions);
            if (partial) {
                emitVectorBody(body, reductions, outputs, 0);
            } else {
                emitWholeVectors(body, reductions, outputs);
            }
            finishVectorAccumulators(reductions);
        }
        if (!partial) {
            emitLoop(1, () -> emitScalarBody(body, reductions, outputs));
        }
        finishScalarAccumulators(reductions);
    }

    private void emitWholeVectors(List<Integer> body, List<Integer> reductions, List<Integer> outputs) {
        if (unroll > 1) {
            emitLoop(unroll * frame.lanes, () -> IntStream.range(0, unroll)
                    .forEach(turn -> emitVectorBody(body, reductions, outputs, turn)));
        }
        emitLoop(frame.lanes, () -> emitVectorBody(body, reductions, outputs, 0));
    }

    /** A loop that goes on as long as there are {@code step} columns left. */
    private void emitLoop(int step, Runnable body) {
        int mark = frame.mark();
        int last = frame.allocate(TypeKind.INT);
        code.iload(LoopFrame.COLUMNS).loadConstant(step - 1).isub().istore(last);
        Label head = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(head).iload(frame.column).iload(last).if_icmpge(end);
        body.run();
        code.iinc(frame.column, step).goto_(head).labelBinding(end);
        frame.release(mark);
    }

    private void emitVectorBody(List<Integer> body, List<Integer> reductions, List<Integer> outputs, int turn) {
        int mark = frame.mark();
        int ahead = turn * frame.lanes;
        emitSteps(body, reductions, outputs, step -> vector.emit(step, ahead),
                step -> frame.free(frame.vectors[step], TypeKind.REFERENCE));
        reductions.forEach(reduction -> vector.accumulate(reduce(reduction), vectorAccumulators.get(reduction)[turn]));
        outputs.forEach(output -> vector.store(output, ahead));
        frame.release(mark);
    }

    private void emitScalarBody(List<Integer> body, List<Integer> reductions, List<Integer> outputs) {
        int mark = frame.mark();
        emitSteps(body, reductions, outputs, scalar::emit,
                step -> frame.free(frame.scalars[step], program.step(step).type().kind()));
        for (int reduction : reductions) {
            Step.Reduce reduce = reduce(reduction);
            LaneType type = VectorEmitter.accumulatorType(reduce);
            code.loadLocal(type.kind(), scalarAccumulators.get(reduction));
            scalar.push(reduce.operand());
            scalar.convert(reduce.type(), type);
            combine(reduce, type);
            code.storeLocal(type.kind(), scalarAccumulators.get(reduction));
        }
        outputs.forEach(scalar::store);
        frame.release(mark);
    }

    /** Emits steps, and frees the variables of those that no later one, reduction or output reads. */
    private void emitSteps(List<Integer> body, List<Integer> reductions, List<Integer> outputs, IntConsumer emit,
            IntConsumer free) {
        BitSet read = new BitSet();
        reductions.forEach(reduction -> read.set(reduce(reduction).operand()));
        outputs.forEach(output -> read.set(program.result(output)));
        List<BitSet> readLater = new ArrayList<>();
        for (int step : body.reversed()) {
            readLater.add((BitSet) read.clone());
            program.step(step).operands().forEach(read::set);
        }
        for (int i = 0; i < body.size(); i++) {
            BitSet later = readLater.get(body.size() - 1 - i);
            emit.accept(body.get(i));
            program.step(body.get(i)).operands().stream().distinct()
                    .filter(operand -> program.isVarying(operand) && !later.get(operand)).forEach(free::accept);
        }
    }

    private void startVectorAccumulators(List<Integer> reductions) {
        for (int reduction : reductions) {
            vectorAccumulators.put(reduction,
                    IntStream.range(0, unroll).map(_ -> vector.newAccumulator(reduce(reduction))).toArray());
        }
    }

    /** Joins what the vectors accumulated; the numbers left over are accumulated on top of it. */
    private void finishVectorAccumulators(List<Integer> reductions) {
        for (int reduction : reductions) {
            Step.Reduce reduce = reduce(reduction);
            int[] accumulators = vectorAccumulators.get(reduction);
            for (int turn = 1; turn < unroll; turn++) {
                vector.join(reduce, accumulators[0], accumulators[turn]);
            }
            vector.pushJoined(reduce, accumulators[0], () -> combine(reduce, VectorEmitter.accumulatorType(reduce)));
            code.storeLocal(VectorEmitter.accumulatorType(reduce).kind(), scalarAccumulators.get(reduction));
        }
    }

    private void startScalarAccumulators(List<Integer> reductions) {
        for (int reduction : reductions) {
            Step.Reduce reduce = reduce(reduction);
            LaneType type = VectorEmitter.accumulatorType(reduce);
            double identity = reduce.function().identity(reduce.dtype());
            switch (type) {
                case FLOAT -> code.loadConstant((float) identity);
                case DOUBLE -> code.loadConstant(identity);
                case LONG -> code.loadConstant((long) identity);
                case INT, BOOL -> code.loadConstant((int) identity);
            }
            int slot = frame.allocate(type.kind());
            code.storeLocal(type.kind(), slot);
            scalarAccumulators.put(reduction, slot);
        }
    }

    private void finishScalarAccumulators(List<Integer> reductions) {
        for (int reduction : reductions) {
            Step.Reduce reduce = reduce(reduction);
            LaneType type = VectorEmitter.accumulatorType(reduce);
            code.loadLocal(type.kind(), scalarAccumulators.get(reduction));
            scalar.convert(type, reduce.type());
            frame.scalars[reduction] = frame.allocate(reduce.type().kind());
            code.storeLocal(reduce.type().kind(), frame.scalars[reduction]);
        }
    }

    private void combine(Step.Reduce reduce, LaneType type) {
        switch (reduce.function()) {
            case SUM -> {
                switch (type) {
                    case FLOAT -> code.fadd();
                    case DOUBLE -> code.dadd();
                    case LONG -> code.ladd();
                    case INT, BOOL -> code.iadd();
                }
            }
            case PRODUCT -> {
                switch (type) {
                    case FLOAT -> code.fmul();
                    case DOUBLE -> code.dmul();
                    case LONG -> code.lmul();
                    case INT, BOOL -> code.imul();
                }
            }
            case MAX -> scalar.math("max", type, 2);
            case MIN -> scalar.math("min", type, 2);
        }
    }

    private Step.Reduce reduce(int number) {
        return (Step.Reduce) program.step(number);
    }
}
