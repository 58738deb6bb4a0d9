package org.garam.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.UnaryFunction;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * Rewrites a program so that float16 and bfloat16 are only moved, chosen among and cast: everything else on them
 * becomes casts to float32, the op, and a cast back. Devices need memory of 16 bits and these casts then, nothing else,
 * and the casts are fused as any op is. Casts that give back the bits they began with are left out.
 */
final class HalfArithmetic {
    private final Program program;
    private final boolean isMultiplied;
    private final ProgramBuilder rewritten = new ProgramBuilder();
    private final int[] valueOf;

    private HalfArithmetic(Program program, boolean isMultiplied) {
        this.program = program;
        this.isMultiplied = isMultiplied;
        valueOf = new int[program.valueCount()];
    }

    /** {@return whether some value is float16 or bfloat16} */
    static boolean isIn(Program program) {
        for (int value = 0; value < program.valueCount(); value++) {
            if (program.type(value).dtype().isHalf()) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@return the program in float32}
     *
     * @param isMultiplied whether matrices of halves are multiplied as they are; if not, they are cast before
     */
    static Program widen(Program program, boolean isMultiplied) {
        return new HalfArithmetic(program, isMultiplied).widen();
    }

    private Program widen() {
        for (int value = 0; value < valueOf.length; value++) {
            valueOf[value] = program.isParameter(value) ? rewritten.parameter(program.type(value))
                    : rewrite(program.node(value));
        }
        Map<Integer, Integer> updates = new HashMap<>();
        program.updates().forEach((parameter, value) -> updates.put(valueOf[parameter], valueOf[value]));
        return rewritten.build(program.outputs().stream().map(output -> valueOf[output]).toList(), updates);
    }

    private int rewrite(Node node) {
        rewritten.source(node.source());
        List<Integer> inputs = node.inputs().stream().map(input -> valueOf[input]).toList();
        DType dtype = node.type().dtype();
        return switch (node.op()) {
            case Op.Constant constant -> rewritten.constant(constant.type(), constant.value());
            case Op.Select _, Op.StopGradient _, Op.Broadcast _, Op.Reshape _, Op.Transpose _, Op.Slice _,
                    Op.Pad _, Op.Concat _, Op.Gather _ -> rewritten.add(node.op(), inputs);
            case Op.RandomUniform uniform -> uniform(uniform.type(), inputs.getFirst());
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Reduce _, Op.ScatterAdd _ ->
                    cast(rewritten.add(node.op(), inputs.stream().map(this::arithmetic).toList()), dtype);
            case Op.MatMul _ -> rewritten.add(node.op(),
                    isMultiplied ? inputs : inputs.stream().map(this::arithmetic).toList());
            case Op.Cast _ -> cast(inputs.getFirst(), dtype);
            case Op.Iota iota -> cast(rewritten.add(new Op.Iota(arithmetic(iota.type()), iota.axis())), dtype);
        };
    }

    /** Truncated, not rounded, so that none becomes 1. */
    private int uniform(TensorType type, int state) {
        int numbers = rewritten.add(new Op.RandomUniform(arithmetic(type)), state);
        if (!type.dtype().isHalf()) {
            return numbers;
        }
        double steps = Math.scalb(1.0, type.dtype().significantBits());
        int stepCount = rewritten.constant(arithmetic(type), steps);
        int counted = rewritten.add(new Op.Binary(BinaryFunction.MULTIPLY), numbers, stepCount);
        int whole = rewritten.add(new Op.Unary(UnaryFunction.FLOOR), counted);
        return cast(rewritten.add(new Op.Binary(BinaryFunction.DIVIDE), whole, stepCount), type.dtype());
    }

    private static TensorType arithmetic(TensorType type) {
        return type.with(type.dtype().arithmetic());
    }

    private int arithmetic(int value) {
        return isMultiplied ? cast(value, rewritten.type(value).dtype().arithmetic()) : moved(value);
    }

    /** What was rounded and only moved since is widened where it was rounded, in the same kernel. */
    private int moved(int value) {
        if (!rewritten.type(value).dtype().isHalf() || !isRounded(value)) {
            return cast(value, rewritten.type(value).dtype().arithmetic());
        }
        Node node = rewritten.node(value);
        return isMove(node.op()) ? rewritten.add(node.op(), moved(node.inputs().getFirst()))
                : cast(value, DType.FLOAT32);
    }

    private boolean isRounded(int value) {
        int current = value;
        while (!rewritten.isParameter(current) && isMove(rewritten.node(current).op())) {
            current = rewritten.node(current).inputs().getFirst();
        }
        return !rewritten.isParameter(current) && rewritten.node(current).op() instanceof Op.Cast;
    }

    private static boolean isMove(Op op) {
        return switch (op) {
            case Op.Broadcast _, Op.Reshape _, Op.Transpose _, Op.Slice _ -> true;
            default -> false;
        };
    }

    /** By way of float32 if one of the types is a half. */
    private int cast(int value, DType to) {
        DType from = rewritten.type(value).dtype();
        if (from == to) {
            return value;
        }
        if (from.isHalf() && to != DType.FLOAT32) {
            return cast(cast(value, DType.FLOAT32), to);
        }
        if (to.isHalf() && from != DType.FLOAT32) {
            return cast(cast(value, DType.FLOAT32), to);
        }
        boolean isUndone = to.isHalf() && !rewritten.isParameter(value) && rewritten.node(value).op() instanceof Op.Cast
                && rewritten.type(rewritten.node(value).inputs().getFirst()).dtype() == to;
        return isUndone ? rewritten.node(value).inputs().getFirst() : rewritten.add(new Op.Cast(to), value);
    }
}
