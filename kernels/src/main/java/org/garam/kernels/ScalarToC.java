package org.garam.kernels;

import java.util.BitSet;
import java.util.Collection;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;

/** Writes {@link ScalarCode} as C, one variable {@code t<i>} for each instruction. */
final class ScalarToC {
    private final ScalarCode code;

    ScalarToC(ScalarCode code) {
        this.code = code;
    }

    /** {@return the variable that holds the value of an instruction} */
    static String variable(int instruction) {
        return "t" + instruction;
    }

    /** {@return the variable that holds result number {@code index}} */
    String result(int index) {
        return variable(code.results().get(index));
    }

    /** Writes all instructions that the results need; {@code load} gives the expression for an input by its number. */
    void write(CodeWriter out, IntFunction<String> load) {
        write(out, needed(code.results(), _ -> false), load);
    }

    /** Writes the instructions in {@code which}, in order. */
    void write(CodeWriter out, BitSet which, IntFunction<String> load) {
        which.stream().forEach(i -> out.line("const " + CTypes.inRegister(code.instructions().get(i).dtype()) + " "
                + variable(i) + " = " + expression(code.instructions().get(i), load) + ";"));
    }

    /** {@return the instructions that {@code roots} are computed from, roots included, not looking beyond {@code known}} */
    BitSet needed(Collection<Integer> roots, IntPredicate known) {
        BitSet needed = new BitSet();
        roots.stream().filter(root -> !known.test(root)).forEach(needed::set);
        for (int i = needed.length() - 1; i >= 0; i--) {
            if (needed.get(i)) {
                for (int operand : code.instructions().get(i).operands()) {
                    if (!known.test(operand)) {
                        needed.set(operand);
                    }
                }
            }
        }
        return needed;
    }

    private String expression(Instruction instruction, IntFunction<String> load) {
        return switch (instruction) {
            case Instruction.Load read -> load.apply(read.input());
            case Instruction.Constant constant -> CTypes.literal(constant.value(), constant.dtype());
            case Instruction.Unary unary -> unary(unary.function(), unary.dtype(), variable(unary.operand()));
            case Instruction.Binary binary ->
                    binary(binary.function(), binary.dtype(), variable(binary.left()), variable(binary.right()));
            case Instruction.Compare compare ->
                    variable(compare.left()) + " " + symbol(compare.comparison()) + " " + variable(compare.right());
            case Instruction.Select select -> variable(select.condition()) + " ? " + variable(select.whenTrue()) + " : "
                    + variable(select.whenFalse());
            case Instruction.Cast cast ->
                    cast(code.instructions().get(cast.operand()).dtype(), cast.dtype(), variable(cast.operand()));
            case Instruction.Reduce reduce -> throw new IllegalArgumentException(reduce + " is a loop, not an expression");
        };
    }

    /** {@return two partial results of a reduction joined} */
    static String combine(ReduceFunction function, DType dtype, String x, String y) {
        return binary(function.combine(), dtype, x, y);
    }

    private static String unary(UnaryFunction function, DType dtype, String x) {
        return switch (function) {
            case NEGATE -> dtype.isFloating() ? "-" + x : wrapped(dtype, "0u - (" + CTypes.unsigned(dtype) + ") " + x);
            case ABS -> dtype.isFloating() ? "fabs(" + x + ")"
                    : x + " < 0 ? " + wrapped(dtype, "0u - (" + CTypes.unsigned(dtype) + ") " + x) + " : " + x;
            case SIGN -> sign(dtype, x);
            case EXP -> "exp(" + x + ")";
            case EXPM1 -> "expm1(" + x + ")";
            case LOG -> "log(" + x + ")";
            case LOG1P -> "log1p(" + x + ")";
            case SQRT -> "sqrt(" + x + ")";
            case RECIPROCAL -> CTypes.literal(1, dtype) + " / " + x;
            case SIN -> "sin(" + x + ")";
            case COS -> "cos(" + x + ")";
            case TANH -> "tanh_" + CTypes.inRegister(dtype) + "(" + x + ")";
            case SIGMOID -> CTypes.literal(1, dtype) + " / (" + CTypes.literal(1, dtype) + " + exp(-" + x + "))";
            case ERF -> "erf(" + x + ")";
            case FLOOR -> "floor(" + x + ")";
            case CEIL -> "ceil(" + x + ")";
            case ROUND -> "rint(" + x + ")";
            case NOT -> "!" + x;
        };
    }

    private static String sign(DType dtype, String x) {
        String type = CTypes.inRegister(dtype);
        String otherwise = dtype.isFloating() ? x : "(" + type + ") 0";
        return x + " > 0 ? (" + type + ") 1 : " + x + " < 0 ? (" + type + ") -1 : " + otherwise;
    }

    private static String binary(BinaryFunction function, DType dtype, String x, String y) {
        return switch (function) {
            case ADD -> arithmetic("+", dtype, x, y);
            case SUBTRACT -> arithmetic("-", dtype, x, y);
            case MULTIPLY -> arithmetic("*", dtype, x, y);
            case DIVIDE -> x + " / " + y;
            case POWER -> "pow(" + x + ", " + y + ")";
            case MAXIMUM -> dtype.isFloating() ? "maximum_" + CTypes.inRegister(dtype) + "(" + x + ", " + y + ")"
                    : x + " > " + y + " ? " + x + " : " + y;
            case MINIMUM -> dtype.isFloating() ? "minimum_" + CTypes.inRegister(dtype) + "(" + x + ", " + y + ")"
                    : x + " < " + y + " ? " + x + " : " + y;
            case AND -> x + " && " + y;
            case OR -> x + " || " + y;
        };
    }

    private static String arithmetic(String operator, DType dtype, String x, String y) {
        if (dtype.isFloating()) {
            return x + " " + operator + " " + y;
        }
        String unsigned = "(" + CTypes.unsigned(dtype) + ") ";
        return wrapped(dtype, unsigned + x + " " + operator + " " + unsigned + y);
    }

    private static String wrapped(DType dtype, String unsigned) {
        return "(" + CTypes.inRegister(dtype) + ") (" + unsigned + ")";
    }

    private static String symbol(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> "==";
            case NOT_EQUAL -> "!=";
            case LESS -> "<";
            case LESS_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_EQUAL -> ">=";
        };
    }

    /** Floating-point numbers become integers as in Java: NaN is 0, what is too large the largest 64-bit integer. */
    static String cast(DType from, DType to, String x) {
        if (from.isHalf() || to.isHalf()) {
            return from + "_to_" + to + "(" + x + ")";
        }
        if (to == DType.BOOL) {
            return x + " != 0";
        }
        String type = "(" + CTypes.inRegister(to) + ") ";
        return from.isFloating() && to.isInteger() ? type + "to_i64_" + CTypes.inRegister(from) + "(" + x + ")" : type + x;
    }
}
