package org.garam.backend.cpu;

import static org.garam.backend.cpu.Operation.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Appends steps and returns their numbers; a step that is already there is used again. */
final class StepBuilder {
    private final List<Step> steps = new ArrayList<>();
    private final Map<Step, Integer> numbers = new HashMap<>();

    List<Step> steps() {
        return List.copyOf(steps);
    }

    LaneType type(int step) {
        return steps.get(step).type();
    }

    /** {@return the step if it is a constant, else null} */
    Step.Constant constantAt(int step) {
        return steps.get(step) instanceof Step.Constant constant ? constant : null;
    }

    int append(Step step) {
        Integer known = numbers.get(step);
        if (known != null) {
            return known;
        }
        numbers.put(step, steps.size());
        steps.add(step);
        return steps.size() - 1;
    }

    int constant(double value, LaneType type) {
        return append(new Step.Constant(type.encode(value), type));
    }

    int bits(long bits, LaneType type) {
        return append(new Step.Constant(bits, type));
    }

    int apply(Operation operation, LaneType type, int... operands) {
        return append(new Step.Apply(operation, IntStream.of(operands).boxed().toList(), type));
    }

    /** Applies an operation whose result has the type of its last operand. */
    int apply(Operation operation, int... operands) {
        return apply(operation, type(operands[operands.length - 1]), operands);
    }

    int add(int left, int right) {
        return apply(ADD, left, right);
    }

    int subtract(int left, int right) {
        return apply(SUBTRACT, left, right);
    }

    int multiply(int left, int right) {
        return apply(MULTIPLY, left, right);
    }

    int divide(int left, int right) {
        return apply(DIVIDE, left, right);
    }

    int fma(int left, int right, int added) {
        return apply(FUSED_MULTIPLY_ADD, left, right, added);
    }

    int negate(int operand) {
        return apply(NEGATE, operand);
    }

    int absolute(int operand) {
        return apply(ABSOLUTE, operand);
    }

    int compare(Operation comparison, int left, int right) {
        return apply(comparison, LaneType.BOOL, left, right);
    }

    int select(int condition, int whenTrue, int whenFalse) {
        return apply(SELECT, condition, whenTrue, whenFalse);
    }

    int not(int condition) {
        return apply(XOR, condition, bits(1, LaneType.BOOL));
    }

    int toBits(int operand) {
        return apply(TO_BITS, type(operand).bits(), operand);
    }

    int fromBits(int operand) {
        return apply(FROM_BITS, type(operand) == LaneType.INT ? LaneType.FLOAT : LaneType.DOUBLE, operand);
    }

    int shift(Operation direction, int operand, int amount) {
        return apply(direction, type(operand), operand, bits(amount, LaneType.INT));
    }
}
