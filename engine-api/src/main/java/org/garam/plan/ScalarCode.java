package org.garam.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.garam.tensor.DType;

/**
 * What a kernel computes at one position: a flat single-assignment list of scalar instructions, and which of them are
 * the kernel's results. It says nothing about loops, vectors or threads, and every backend renders it.
 */
public record ScalarCode(List<Instruction> instructions, List<Integer> results) {
    public ScalarCode {
        instructions = List.copyOf(instructions);
        results = List.copyOf(results);
        for (int i = 0; i < instructions.size(); i++) {
            for (int operand : instructions.get(i).operands()) {
                if (operand < 0 || operand >= i) {
                    throw new IllegalArgumentException("instruction " + i + " reads " + operand + ", which is not before it");
                }
            }
        }
    }

    /** {@return code that yields its only input unchanged: a copy} */
    public static ScalarCode copy(DType dtype) {
        return new ScalarCode(List.of(new Instruction.Load(0, dtype)), List.of(0));
    }

    /** {@return whether the only thing done is to pass input 0 on} */
    public boolean isCopy() {
        return instructions.size() == 1 && instructions.getFirst() instanceof Instruction.Load && results.equals(List.of(0));
    }

    /** {@return whether values are reduced over the columns of a row} */
    public boolean hasReductions() {
        return instructions.stream().anyMatch(Instruction.Reduce.class::isInstance);
    }

    /** {@return the type of result number {@code index}} */
    public DType resultType(int index) {
        return instructions.get(results.get(index)).dtype();
    }

    /** {@return the code as one line of text, for example {@code t0=load 0; t1=exp t0 -> t1}} */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < instructions.size(); i++) {
            lines.add("t" + i + "=" + text(instructions.get(i)));
        }
        return String.join("; ", lines) + " -> "
                + results.stream().map(result -> "t" + result).collect(Collectors.joining(", "));
    }

    private static String text(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Load load -> "in" + load.input();
            case Instruction.Constant constant -> constant.dtype().isFloating()
                    ? String.valueOf(constant.value()) : String.valueOf((long) constant.value());
            case Instruction.Unary unary -> unary.function() + " t" + unary.operand();
            case Instruction.Binary binary -> binary.function() + " t" + binary.left() + " t" + binary.right();
            case Instruction.Compare compare -> compare.comparison() + " t" + compare.left() + " t" + compare.right();
            case Instruction.Select select -> "select t" + select.condition() + " t" + select.whenTrue() + " t" + select.whenFalse();
            case Instruction.Cast cast -> cast.dtype() + " t" + cast.operand();
            case Instruction.Reduce reduce -> "reduce_" + reduce.function() + " t" + reduce.operand();
        };
    }
}
