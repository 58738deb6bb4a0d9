package org.garam.program;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.UnaryFunction;
import org.garam.tensor.TensorType;

/**
 * Finds the existing or constant value that an op would only repeat. What a device would round it rounds the same way, but
 * for sums and products of a constant, which are exact here.
 */
final class Simplification {
    private static final int NONE = -1;
    private static final double LARGEST_EXACT_INTEGER = 0x1p53;

    private Simplification() {}

    /** {@return the value that equals {@code op} applied to {@code inputs}, or -1 if it has to be computed} */
    static int simplify(ProgramBuilder program, Op op, List<Integer> inputs, TensorType type) {
        return switch (op) {
            case Op.Constant _, Op.Iota _, Op.RandomUniform _, Op.MatMul _, Op.Gather _, Op.ScatterAdd _, Op.StopGradient _ -> NONE;
            case Op.Compare compare -> compare(program, compare, inputs, type);
            case Op.Unary unary -> unary(program, unary.function(), inputs.getFirst(), type);
            case Op.Binary binary -> binary(program, binary.function(), inputs, type);
            case Op.Select _ -> select(program, inputs);
            case Op.Cast _ -> moved(program, inputs.getFirst(), type);
            case Op.Broadcast _ -> moved(program, inputs.getFirst(), type);
            case Op.Reshape reshape -> reshape(program, reshape, inputs.getFirst(), type);
            case Op.Transpose transpose -> transpose.permutation().equals(IntStream.range(0, type.shape().rank()).boxed().toList())
                    ? inputs.getFirst() : filled(program, inputs.getFirst(), type);
            case Op.Slice slice -> slice.steps().stream().allMatch(step -> step == 1)
                    ? moved(program, inputs.getFirst(), type) : filled(program, inputs.getFirst(), type);
            case Op.Pad _ -> program.type(inputs.getFirst()).equals(type) ? inputs.getFirst() : NONE;
            case Op.Concat _ -> inputs.size() == 1 ? inputs.getFirst() : NONE;
            case Op.Reduce reduce -> reduce(program, reduce, inputs.getFirst(), type);
        };
    }

    /** An op that moves elements without changing them: nothing if the type stays, a constant if all are alike. */
    private static int moved(ProgramBuilder program, int input, TensorType type) {
        return program.type(input).equals(type) ? input : filled(program, input, type);
    }

    private static int filled(ProgramBuilder program, int input, TensorType type) {
        OptionalDouble value = program.constantValue(input);
        return value.isPresent() ? program.constant(type, value.getAsDouble()) : NONE;
    }

    private static int reshape(ProgramBuilder program, Op.Reshape reshape, int input, TensorType type) {
        int moved = moved(program, input, type);
        if (moved >= 0 || program.isParameter(input) || !(program.node(input).op() instanceof Op.Reshape)) {
            return moved;
        }
        return program.add(reshape, program.node(input).inputs().getFirst());
    }

    private static int unary(ProgramBuilder program, UnaryFunction function, int input, TensorType type) {
        OptionalDouble value = program.constantValue(input);
        if (value.isPresent() && isExact(function)) {
            return program.constant(type, function.apply(value.getAsDouble()));
        }
        boolean undone = function == UnaryFunction.NEGATE && !program.isParameter(input)
                && program.node(input).op() instanceof Op.Unary inner && inner.function() == UnaryFunction.NEGATE;
        return undone ? program.node(input).inputs().getFirst() : NONE;
    }

    /** Functions that every device rounds alike. */
    private static boolean isExact(UnaryFunction function) {
        return switch (function) {
            case NEGATE, ABS, SIGN, FLOOR, CEIL, ROUND, NOT, SQRT, RECIPROCAL -> true;
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, SIGMOID, ERF -> false;
        };
    }

    private static int binary(ProgramBuilder program, BinaryFunction function, List<Integer> inputs, TensorType type) {
        OptionalDouble left = program.constantValue(inputs.getFirst());
        OptionalDouble right = program.constantValue(inputs.getLast());
        if (left.isPresent() && right.isPresent() && function != BinaryFunction.POWER) {
            double value = function.apply(left.getAsDouble(), right.getAsDouble());
            // Beyond that a double has lost the lower bits, which are what remains of a product that wraps around.
            if (!type.dtype().isInteger() || Math.abs(value) <= LARGEST_EXACT_INTEGER) {
                return program.constant(type, value);
            }
        }
        boolean scales = function == BinaryFunction.MULTIPLY || function == BinaryFunction.DIVIDE;
        if (scales && right.isPresent() && right.getAsDouble() == 1) {
            return inputs.getFirst();
        }
        return function == BinaryFunction.MULTIPLY && left.isPresent() && left.getAsDouble() == 1 ? inputs.getLast() : NONE;
    }

    private static int compare(ProgramBuilder program, Op.Compare compare, List<Integer> inputs, TensorType type) {
        OptionalDouble left = program.constantValue(inputs.getFirst());
        OptionalDouble right = program.constantValue(inputs.getLast());
        return left.isPresent() && right.isPresent()
                ? program.constant(type, compare.comparison().test(left.getAsDouble(), right.getAsDouble()) ? 1 : 0) : NONE;
    }

    private static int reduce(ProgramBuilder program, Op.Reduce reduce, int input, TensorType type) {
        OptionalDouble value = program.constantValue(input);
        if (reduce.axes().isEmpty()) {
            return input;
        }
        long count = reduce.axes().stream().mapToLong(program.type(input).shape()::size).reduce(1, Math::multiplyExact);
        if (count == 0) {
            return program.constant(type, reduce.function().identity(type.dtype()));
        }
        if (value.isEmpty()) {
            return NONE;
        }
        double number = value.getAsDouble();
        return program.constant(type, switch (reduce.function()) {
            case SUM -> number * count;
            case PRODUCT -> Math.pow(number, count);
            case MAX, MIN -> number;
        });
    }

    private static int select(ProgramBuilder program, List<Integer> inputs) {
        OptionalDouble condition = program.constantValue(inputs.getFirst());
        if (condition.isPresent()) {
            return inputs.get(condition.getAsDouble() != 0 ? 1 : 2);
        }
        return inputs.get(1).equals(inputs.get(2)) ? inputs.get(1) : NONE;
    }
}
