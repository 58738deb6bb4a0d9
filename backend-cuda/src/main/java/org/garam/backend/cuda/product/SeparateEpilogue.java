package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/** A product's epilogue as a kernel of its own, which overwrites the product where it lies. */
final class SeparateEpilogue {
    private SeparateEpilogue() {}

    /** {@return whether the output can hold the product before the epilogue reads what it reads} */
    static boolean isPossible(Kernel.Gemm gemm) {
        View output = gemm.output();
        return overStored(gemm).isPresent()
                && gemm.extras().stream().noneMatch(extra -> PlanOrder.overlap(extra, output));
    }

    /** {@return the epilogue; nothing if the product is stored as it is} */
    static Optional<Kernel> of(Kernel.Gemm gemm) {
        List<View> inputs = Stream.concat(Stream.of(gemm.output()), gemm.extras().stream()).toList();
        return overStored(gemm).filter(code -> !code.isCopy())
                .map(code -> Kernel.Elementwise.of(inputs, code, List.of(gemm.output())));
    }

    /**
     * {@return the epilogue of the product as it is stored in the output; nothing if that cannot hold what the epilogue
     * reads} A product of halves is a float32, but an output of halves holds it if nothing reads it before it is rounded.
     */
    private static Optional<ScalarCode> overStored(Kernel.Gemm gemm) {
        DType stored = gemm.output().dtype();
        DType product = gemm.left().dtype().arithmetic();
        if (stored == product) {
            return Optional.of(gemm.epilogue());
        }
        return stored == gemm.left().dtype() ? overRounded(gemm.epilogue(), stored) : Optional.empty();
    }

    private static Optional<ScalarCode> overRounded(ScalarCode code, DType half) {
        int[] moved = new int[code.instructions().size()];
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < moved.length; i++) {
            Instruction instruction = code.instructions().get(i);
            boolean isProduct = instruction instanceof Instruction.Load load && load.input() == 0;
            if (instruction instanceof Instruction.Cast(int operand, DType to) && to == half
                    && code.instructions().get(operand) instanceof Instruction.Load(int input, DType _) && input == 0) {
                moved[i] = moved[operand];
                continue;
            }
            for (int operand : instruction.operands()) {
                if (code.instructions().get(operand) instanceof Instruction.Load(int input, DType _) && input == 0) {
                    return Optional.empty();
                }
            }
            moved[i] = instructions.size();
            instructions.add(isProduct ? new Instruction.Load(0, half) : instruction.renumbered(operand -> moved[operand], input -> input));
        }
        boolean isRead = code.results().stream().map(code.instructions()::get)
                .anyMatch(result -> result instanceof Instruction.Load(int input, DType _) && input == 0);
        return isRead ? Optional.empty()
                : Optional.of(new ScalarCode(instructions, code.results().stream().map(result -> moved[result]).toList()));
    }
}
