package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;

/**
 * Code of random instructions whose values stay moderate and which is continuous wherever rounding matters, so that
 * float32 and double may be compared: only inputs are compared with each other.
 */
final class RandomCode {
    private static final UnaryFunction[] BOUNDED = {UnaryFunction.NEGATE, UnaryFunction.ABS, UnaryFunction.TANH,
        UnaryFunction.SIGMOID, UnaryFunction.SIN, UnaryFunction.COS, UnaryFunction.ERF};
    private static final UnaryFunction[] GROWING = {UnaryFunction.EXP, UnaryFunction.EXPM1};
    private static final BinaryFunction[] BINARY = {BinaryFunction.ADD, BinaryFunction.SUBTRACT,
            BinaryFunction.MULTIPLY,
        BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM};

    private final Random random;
    private final DType dtype;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final int inputs;

    private RandomCode(long seed, DType dtype, int inputs) {
        random = new Random(seed);
        this.dtype = dtype;
        this.inputs = inputs;
    }

    /** {@return code over some inputs of {@code dtype} with so many instructions, at least} */
    static ScalarCode elementwise(long seed, DType dtype, int inputs, int length, int results) {
        RandomCode code = new RandomCode(seed, dtype, inputs);
        code.loads();
        code.grow(length);
        return code.finish(results);
    }

    /** {@return code with {@code reductions} reductions between elementwise parts} */
    static ScalarCode rows(long seed, DType dtype, int inputs, int length, int reductions) {
        RandomCode code = new RandomCode(seed, dtype, inputs);
        code.loads();
        for (int i = 0; i < reductions; i++) {
            code.grow(length);
            ReduceFunction[] functions = {ReduceFunction.SUM, ReduceFunction.MAX, ReduceFunction.MIN};
            int operand = code.numbers.getLast();
            int reduced = code.append(new Instruction.Reduce(functions[code.random.nextInt(3)], operand, dtype));
            code.bounded(reduced);
        }
        code.grow(length);
        return code.finish(1);
    }

    private void loads() {
        for (int i = 0; i < inputs; i++) {
            numbers.add(append(new Instruction.Load(i, dtype)));
        }
    }

    private void grow(int length) {
        int end = instructions.size() + length;
        while (instructions.size() < end) {
            step();
        }
    }

    private void step() {
        switch (random.nextInt(7)) {
            case 0, 1 -> numbers.add(append(new Instruction.Unary(BOUNDED[random.nextInt(BOUNDED.length)], any(),
                    dtype)));
            case 2 -> {
                int small = append(new Instruction.Unary(UnaryFunction.TANH, any(), dtype));
                numbers.add(append(new Instruction.Unary(GROWING[random.nextInt(GROWING.length)], small, dtype)));
            }
            case 3 -> {
                int value = any();
                int square = append(new Instruction.Binary(BinaryFunction.MULTIPLY, value, value, dtype));
                int one = append(new Instruction.Constant(1, dtype));
                int positive = append(new Instruction.Binary(BinaryFunction.ADD, square, one, dtype));
                UnaryFunction[] functions = {UnaryFunction.LOG, UnaryFunction.SQRT, UnaryFunction.RECIPROCAL};
                numbers.add(append(new Instruction.Unary(functions[random.nextInt(3)], positive, dtype)));
            }
            case 4 -> {
                int condition = append(new Instruction.Compare(Comparison.values()[random.nextInt(6)],
                        random.nextInt(inputs), random.nextInt(inputs)));
                numbers.add(append(new Instruction.Select(condition, any(), any(), dtype)));
            }
            default -> bounded(append(new Instruction.Binary(BINARY[random.nextInt(BINARY.length)], any(), any(),
                    dtype)));
        }
    }

    private void bounded(int value) {
        numbers.add(append(new Instruction.Unary(UnaryFunction.TANH, value, dtype)));
    }

    private int any() {
        return numbers.get(random.nextInt(numbers.size()));
    }

    private int append(Instruction instruction) {
        instructions.add(instruction);
        return instructions.size() - 1;
    }

    private ScalarCode finish(int results) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            chosen.add(numbers.get(Math.max(0, numbers.size() - 1 - i)));
        }
        return new ScalarCode(instructions, chosen);
    }
}
