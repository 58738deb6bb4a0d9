package org.garam.kernels;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;

/**
 * In which order a row's values can be computed. Stage 0 needs no reduction, stage s + 1 those whose operands are of
 * stage s. A value is uniform if it is the same in all columns.
 */
final class RowStages {
    private final List<Instruction> code;
    private final int[] stage;
    private final BitSet uniform = new BitSet();
    private final BitSet needed;

    RowStages(Kernel.RowKernel kernel) {
        code = kernel.code().instructions();
        stage = new int[code.size()];
        needed = new ScalarToC(kernel.code()).needed(kernel.code().results(), _ -> false);
        for (int i = 0; i < stage.length; i++) {
            boolean isUniform = true;
            for (int operand : code.get(i).operands()) {
                stage[i] = Math.max(stage[i], stage[operand]);
                isUniform &= uniform.get(operand);
            }
            uniform.set(i, switch (code.get(i)) {
                case Instruction.Load load ->
                        kernel.columns() <= 1 || kernel.inputs().get(load.input()).stride(-1) == 0;
                case Instruction.Reduce _ -> true;
                case Instruction.Constant _, Instruction.Unary _, Instruction.Binary _, Instruction.Compare _,
                        Instruction.Select _, Instruction.Cast _ -> isUniform;
            });
            if (code.get(i) instanceof Instruction.Reduce) {
                stage[i]++;
            }
        }
    }

    /** {@return the number of stages} */
    int count() {
        return needed.stream().map(i -> stage[i]).max().orElse(0) + 1;
    }

    /** {@return whether an instruction has one value per row} */
    boolean isUniform(int instruction) {
        return uniform.get(instruction);
    }

    /** {@return the values per row of a stage, without the reductions that begin it} */
    BitSet uniform(int ofStage) {
        BitSet found = new BitSet();
        needed.stream().filter(i -> stage[i] == ofStage && uniform.get(i) && !isReduce(i)).forEach(found::set);
        return found;
    }

    /** {@return the reductions whose results begin a stage} */
    List<Integer> reductions(int ofStage) {
        List<Integer> found = new ArrayList<>();
        needed.stream().filter(i -> stage[i] == ofStage && isReduce(i)).forEach(found::add);
        return found;
    }

    private boolean isReduce(int instruction) {
        return code.get(instruction) instanceof Instruction.Reduce;
    }
}
