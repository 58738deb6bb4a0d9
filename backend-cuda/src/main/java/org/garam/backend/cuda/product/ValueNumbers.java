package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.op.BinaryFunction;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;

/**
 * Numbers the values that scalar code computes (Alpern, Wegman and Zadeck, 1988, "Detecting equality of variables in
 * programs"): the same number is the same value, in whatever order the code computes it.
 */
final class ValueNumbers {
    private final DType dtype;
    private final Map<List<?>, Integer> numbers = new HashMap<>();

    /** @param dtype the type of the values that the methods name; code may have others */
    ValueNumbers(DType dtype) {
        this.dtype = dtype;
    }

    private int number(Object... key) {
        return numbers.computeIfAbsent(List.of(key), _ -> numbers.size());
    }

    int input(int index) {
        return number("input", index, dtype);
    }

    /** {@return the constant, as it is in code of this type} */
    int constant(double value) {
        return number(dtype.round(value), dtype);
    }

    int unary(UnaryFunction function, int operand) {
        return number(function, operand, dtype);
    }

    int binary(BinaryFunction function, int left, int right) {
        boolean isCommutative = switch (function) {
            case ADD, MULTIPLY, MAXIMUM, MINIMUM, AND, OR -> true;
            case SUBTRACT, DIVIDE, POWER -> false;
        };
        return isCommutative ? number(function, Math.min(left, right), Math.max(left, right), dtype)
                : number(function, left, right, dtype);
    }

    int reduce(ReduceFunction function, int operand) {
        return number("reduce", function, operand, dtype);
    }

    /**
     * {@return the number of the code's only result; a number of its own if the code does what no method here names}
     */
    int of(ScalarCode code) {
        List<Integer> values = new ArrayList<>();
        for (Instruction instruction : code.instructions()) {
            values.add(instruction.dtype() != dtype ? number("other", new Object()) : switch (instruction) {
                case Instruction.Load load -> input(load.input());
                case Instruction.Constant constant -> constant(constant.value());
                case Instruction.Unary unary -> unary(unary.function(), values.get(unary.operand()));
                case Instruction.Binary binary -> binary(binary.function(), values.get(binary.left()),
                        values.get(binary.right()));
                case Instruction.Reduce reduce -> reduce(reduce.function(), values.get(reduce.operand()));
                case Instruction.Compare _, Instruction.Select _, Instruction.Cast _ ->
                        number("other", new Object());
            });
        }
        return values.get(code.results().getFirst());
    }
}
