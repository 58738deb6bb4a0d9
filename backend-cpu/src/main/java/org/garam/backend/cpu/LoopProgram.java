package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.tensor.DType;

/**
 * The steps of a loop and when they are done. A step is either the same along a row, then it is done once, on scalars;
 * or it varies, then it is done for every column. A reduction ends one walk over the columns, and what depends on its
 * result is done in the next walk, where varying values are computed again: that is cheaper than keeping a row of them.
 */
final class LoopProgram {
    private final LoopStructure structure;
    private final List<Step> steps;
    private final List<Integer> results;
    private final boolean[] varying;
    private final int[] phase;
    private final LaneType lane;

    LoopProgram(LoopStructure structure) {
        this.structure = structure;
        StepTranslator.Translation translation = StepTranslator.translate(structure.code());
        steps = translation.steps();
        results = translation.results();
        varying = new boolean[steps.size()];
        phase = new int[steps.size()];
        for (int i = 0; i < steps.size(); i++) {
            for (int operand : steps.get(i).operands()) {
                varying[i] |= varying[operand];
                phase[i] = Math.max(phase[i], phase[operand]);
            }
            switch (steps.get(i)) {
                case Step.Load load -> varying[i] = !structure.inputs().get(load.input()).walk().isRow();
                case Step.Reduce _ -> {
                    varying[i] = false;
                    phase[i]++;
                }
                case Step.Constant _, Step.Apply _ -> { }
            }
        }
        lane = vectorLane();
    }

    LoopStructure structure() {
        return structure;
    }

    List<Step> steps() {
        return steps;
    }

    Step step(int number) {
        return steps.get(number);
    }

    /** {@return the step that yields output {@code output}} */
    int result(int output) {
        return results.get(output);
    }

    /** {@return whether the step has another value in every column} */
    boolean isVarying(int step) {
        return varying[step];
    }

    /** {@return the walk over the columns in which the step is done, or before which, if it does not vary} */
    int phase(int step) {
        return phase[step];
    }

    /**
     * {@return the last walk, the one that stores; earlier ones only reduce, so that no walk reads what another wrote}
     */
    int lastPhase() {
        int last = 0;
        for (int value : phase) {
            last = Math.max(last, value);
        }
        return last;
    }

    /** {@return the reductions made in a walk} */
    List<Integer> reductions(int walk) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Reduce reduce && phase[reduce.operand()] == walk) {
                found.add(i);
            }
        }
        return found;
    }

    /** {@return the outputs with an element per column} */
    List<Integer> columnOutputs() {
        List<Integer> found = new ArrayList<>();
        for (int output = 0; output < results.size(); output++) {
            if (!structure.outputs().get(output).walk().isRow()) {
                found.add(output);
            }
        }
        return found;
    }

    /** {@return the varying steps of a walk in order, and the others they read} */
    BitSet needed(int walk) {
        BitSet needed = new BitSet();
        reductions(walk).forEach(reduction -> mark(steps.get(reduction).operands().getFirst(), needed));
        if (walk == lastPhase()) {
            columnOutputs().forEach(output -> mark(results.get(output), needed));
        }
        return needed;
    }

    private void mark(int step, BitSet needed) {
        if (!needed.get(step)) {
            needed.set(step);
            if (varying[step]) {
                operandsInRegisters(steps.get(step)).forEach(operand -> mark(operand, needed));
            }
        }
    }

    /** The amount of a shift is part of the machine instruction. */
    private static List<Integer> operandsInRegisters(Step step) {
        return step instanceof Step.Apply apply && apply.operation().isShift() ? step.operands().subList(0, 1)
                : step.operands();
    }

    /**
     * {@return the floating-point or int type the loop can compute whole vectors of, or null if it is a scalar loop}
     */
    LaneType lane() {
        return lane;
    }

    /** {@return whether all that vectors are loaded from and stored to is of the loop's own type} */
    boolean isOfOneType() {
        boolean inputs = structure.inputs().stream()
                .allMatch(access -> access.walk() != Walk.UNIT || LaneType.of(access.dtype()) == lane);
        return inputs && columnOutputs().stream()
                .allMatch(output -> LaneType.of(structure.outputs().get(output).dtype()) == lane);
    }

    /**
     * {@return the elements of scratch memory vectors of {@code lanes} need: two, and a gap to what other threads use}
     */
    static int scratchLength(int lanes) {
        return 2 * lanes + 32;
    }

    private LaneType vectorLane() {
        LaneType found = null;
        for (Access access : structure.inputs()) {
            if (access.walk() == Walk.STRIDED) {
                return null;
            }
        }
        for (int output : columnOutputs()) {
            Access access = structure.outputs().get(output);
            if (access.walk() != Walk.UNIT || !isVectorType(access.dtype())) {
                return null;
            }
            found = wider(found, LaneType.of(access.dtype()));
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Reduce reduce) {
                if (!isVectorType(reduce.dtype())) {
                    return null;
                }
                found = wider(found, reduce.type());
            }
            if (!varying[i]) {
                continue;
            }
            switch (steps.get(i)) {
                case Step.Load load when !isVectorType(structure.inputs().get(load.input()).dtype()) -> {
                    return null;
                }
                case Step.Apply apply when !hasVectorForm(apply) -> {
                    return null;
                }
                default -> { }
            }
            if (steps.get(i).type() != LaneType.BOOL) {
                found = wider(found, steps.get(i).type());
            }
        }
        return found == null || mixesWith(found) ? null : found;
    }

    /** Whether there are values beside those of the loop's own type that its vectors have no lanes for. */
    private boolean mixesWith(LaneType type) {
        boolean otherReductions = steps.stream().anyMatch(step -> step instanceof Step.Reduce && step.type() != type);
        return otherReductions || (type == LaneType.DOUBLE
                ? mixes(LaneType.FLOAT) || mixes(LaneType.INT)
                : mixes(LaneType.DOUBLE) || mixes(LaneType.LONG));
    }

    private static boolean isVectorType(DType dtype) {
        return dtype.isFloating() && !dtype.isHalf() || dtype == DType.INT32;
    }

    /** The type that decides the vectors: a floating-point one, with its integers of the same width beside it. */
    private static LaneType wider(LaneType known, LaneType type) {
        return switch (type) {
            case DOUBLE, LONG -> LaneType.DOUBLE;
            case FLOAT -> known == LaneType.DOUBLE ? known : LaneType.FLOAT;
            case INT, BOOL -> known == null ? LaneType.INT : known;
        };
    }

    private boolean mixes(LaneType type) {
        boolean inSteps = false;
        for (int i = 0; i < steps.size() && !inSteps; i++) {
            inSteps = (varying[i] || steps.get(i) instanceof Step.Reduce) && steps.get(i).type() == type;
        }
        return inSteps || columnOutputs().stream()
                .anyMatch(output -> LaneType.of(structure.outputs().get(output).dtype()) == type);
    }

    private boolean hasVectorForm(Step.Apply apply) {
        return switch (apply.operation()) {
            case CONVERT -> apply.type() == LaneType.FLOAT
                    && steps.get(apply.operands().getFirst()).type() == LaneType.INT;
            case NARROW_INT8, NARROW_INT16, NARROW_UINT8 -> false;
            default -> true;
        };
    }
}
