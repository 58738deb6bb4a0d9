package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
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
    /** Rounding to it is ignored; null if no rounding is. */
    private final DType half;
    private final Map<List<?>, Integer> numbers = new HashMap<>();

    /** @param dtype the type of the values that the methods name; code may have others */
    ValueNumbers(DType dtype) {
        this(dtype, null);
    }

    private ValueNumbers(DType dtype, DType half) {
        this.dtype = dtype;
        this.half = half;
    }

    /** {@return numbers of float32 for which it is the same value whether it was rounded to a half on the way or not} */
    static ValueNumbers ofHalves(DType half) {
        return new ValueNumbers(DType.FLOAT32, half);
    }

    private int number(Object... key) {
        return numbers.computeIfAbsent(List.of(key), _ -> numbers.size());
    }

    int input(int index) {
        return number("input", index, dtype);
    }

    /** {@return the constant, as it is in code of this type} */
    int constant(double value) {
        return constantOf((half == null ? dtype : half).round(value));
    }

    private int constantOf(double value) {
        return number(value, dtype);
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

    int compare(Comparison comparison, int left, int right) {
        return number(comparison, left, right, dtype);
    }

    int select(int condition, int whenTrue, int whenFalse) {
        return number("select", condition, whenTrue, whenFalse, dtype);
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
            values.add(isOfType(instruction, code) ? number(instruction, values) : number("other", new Object()));
        }
        return values.get(code.results().getFirst());
    }

    private int number(Instruction instruction, List<Integer> values) {
        return switch (instruction) {
            case Instruction.Load load -> input(load.input());
            case Instruction.Constant constant -> constantOf(constant.value());
            case Instruction.Unary unary -> unary(unary.function(), values.get(unary.operand()));
            case Instruction.Binary binary -> binary(binary.function(), values.get(binary.left()),
                    values.get(binary.right()));
            case Instruction.Compare compare -> compare(compare.comparison(), values.get(compare.left()),
                    values.get(compare.right()));
            case Instruction.Select select -> select(values.get(select.condition()), values.get(select.whenTrue()),
                    values.get(select.whenFalse()));
            case Instruction.Reduce reduce -> reduce(reduce.function(), values.get(reduce.operand()));
            case Instruction.Cast cast -> half != null ? values.get(cast.operand()) : number("other", new Object());
        };
    }

    /** A comparison is of the type that it compares. */
    private boolean isOfType(Instruction instruction, ScalarCode code) {
        DType type = instruction instanceof Instruction.Compare compare
                ? code.instructions().get(compare.left()).dtype() : instruction.dtype();
        return type == dtype || type == half;
    }
}
