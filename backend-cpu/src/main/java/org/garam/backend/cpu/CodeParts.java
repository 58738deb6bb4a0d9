package org.garam.backend.cpu;

import java.util.function.IntUnaryOperator;
import org.garam.plan.Instruction;

/** Puts instructions of one {@code ScalarCode} into another. */
final class CodeParts {
    private CodeParts() {}

    /** {@return the instruction {@code shift} places later, its inputs counted from {@code firstInput}} */
    static Instruction relocate(Instruction instruction, int shift, int firstInput) {
        return renumber(instruction, operand -> operand + shift, input -> input + firstInput);
    }

    static Instruction renumber(Instruction instruction, IntUnaryOperator operands, IntUnaryOperator inputs) {
        return switch (instruction) {
            case Instruction.Load load -> new Instruction.Load(inputs.applyAsInt(load.input()), load.dtype());
            case Instruction.Constant constant -> constant;
            case Instruction.Unary unary ->
                    new Instruction.Unary(unary.function(), operands.applyAsInt(unary.operand()), unary.dtype());
            case Instruction.Binary binary -> new Instruction.Binary(binary.function(),
                    operands.applyAsInt(binary.left()), operands.applyAsInt(binary.right()), binary.dtype());
            case Instruction.Compare compare -> new Instruction.Compare(compare.comparison(),
                    operands.applyAsInt(compare.left()), operands.applyAsInt(compare.right()));
            case Instruction.Select select -> new Instruction.Select(operands.applyAsInt(select.condition()),
                    operands.applyAsInt(select.whenTrue()), operands.applyAsInt(select.whenFalse()), select.dtype());
            case Instruction.Cast cast -> new Instruction.Cast(operands.applyAsInt(cast.operand()), cast.dtype());
            case Instruction.Reduce reduce ->
                    new Instruction.Reduce(reduce.function(), operands.applyAsInt(reduce.operand()), reduce.dtype());
        };
    }
}
