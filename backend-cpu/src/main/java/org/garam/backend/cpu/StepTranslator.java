package org.garam.backend.cpu;

import static org.garam.backend.cpu.Operation.*;

import java.util.List;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;

/** Turns {@code ScalarCode} into steps: wrap-around made explicit, casts and functions taken apart. */
final class StepTranslator {
    /** @param results the steps that yield the results of the code */
    record Translation(List<Step> steps, List<Integer> results) {}

    private final StepBuilder steps = new StepBuilder();
    private final ScalarCode source;
    private final int[] translated;

    private StepTranslator(ScalarCode source) {
        this.source = source;
        translated = new int[source.instructions().size()];
    }

    static Translation translate(ScalarCode source) {
        StepTranslator translator = new StepTranslator(source);
        for (int i = 0; i < translator.translated.length; i++) {
            translator.translated[i] = translator.translate(source.instructions().get(i));
        }
        return new Translation(translator.steps.steps(),
                source.results().stream().map(result -> translator.translated[result]).toList());
    }

    private int translate(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Load load -> steps.append(new Step.Load(load.input(), LaneType.of(load.dtype())));
            case Instruction.Constant constant -> constant.dtype().isHalf()
                    ? steps.bits(constant.dtype().toHalfBits(constant.value()), LaneType.INT)
                    : steps.constant(constant.dtype().round(constant.value()), LaneType.of(constant.dtype()));
            case Instruction.Unary unary -> narrow(unary(unary.function(), translated[unary.operand()]), unary.dtype());
            case Instruction.Binary binary -> narrow(
                    binary(binary.function(), translated[binary.left()], translated[binary.right()]), binary.dtype());
            case Instruction.Compare compare ->
                    compare(compare.comparison(), translated[compare.left()], translated[compare.right()]);
            case Instruction.Select select ->
                    select(translated[select.condition()], translated[select.whenTrue()],
                    translated[select.whenFalse()]);
            case Instruction.Cast cast -> cast(translated[cast.operand()],
                    source.instructions().get(cast.operand()).dtype(), cast.dtype());
            case Instruction.Reduce reduce -> narrow(steps.append(
                    new Step.Reduce(reduce.function(), translated[reduce.operand()], reduce.dtype())), reduce.dtype());
        };
    }

    private int unary(UnaryFunction function, int x) {
        LaneType type = steps.type(x);
        MathExpansion math = new MathExpansion(steps, type);
        return switch (function) {
            case NEGATE -> steps.negate(x);
            case ABS -> steps.absolute(x);
            case SIGN -> {
                int zero = steps.constant(0, type);
                int notPositive = steps.select(steps.compare(LESS, x, zero), steps.constant(-1, type), x);
                yield steps.select(steps.compare(GREATER, x, zero), steps.constant(1, type), notPositive);
            }
            case EXP -> math.exp(x);
            case EXPM1 -> math.expm1(x);
            case LOG -> math.log(x);
            case LOG1P -> math.log1p(x);
            case SQRT -> steps.apply(SQUARE_ROOT, x);
            case RECIPROCAL -> steps.divide(steps.constant(1, type), x);
            case SIN -> steps.apply(SIN, x);
            case COS -> steps.apply(COS, x);
            case TANH -> math.tanh(x);
            case SIGMOID -> math.sigmoid(x);
            case ERF -> math.erf(x);
            case FLOOR -> math.floor(x);
            case CEIL -> math.ceil(x);
            case ROUND -> math.round(x);
            case NOT -> steps.not(x);
        };
    }

    private int binary(BinaryFunction function, int x, int y) {
        return switch (function) {
            case ADD -> steps.add(x, y);
            case SUBTRACT -> steps.subtract(x, y);
            case MULTIPLY -> steps.multiply(x, y);
            case DIVIDE -> steps.divide(x, y);
            case POWER -> power(x, y);
            case MAXIMUM -> steps.apply(MAXIMUM, x, y);
            case MINIMUM -> steps.apply(MINIMUM, x, y);
            case AND -> steps.apply(AND, x, y);
            case OR -> steps.apply(OR, x, y);
        };
    }

    /** Squares, cubes and reciprocals need no logarithm, and are what users mostly mean. */
    private int power(int x, int y) {
        Step.Constant exponent = steps.constantAt(y);
        if (exponent != null && exponent.number() == 1) {
            return x;
        }
        if (exponent != null && exponent.number() == 2) {
            return steps.multiply(x, x);
        }
        if (exponent != null && exponent.number() == 3) {
            return steps.multiply(steps.multiply(x, x), x);
        }
        if (exponent != null && exponent.number() == -1) {
            return steps.divide(steps.constant(1, steps.type(x)), x);
        }
        return steps.apply(POWER, x, y);
    }

    private int compare(Comparison comparison, int x, int y) {
        if (steps.type(x) == LaneType.BOOL) {
            return compareBool(comparison, x, y);
        }
        return steps.compare(switch (comparison) {
            case EQUAL -> EQUAL;
            case NOT_EQUAL -> NOT_EQUAL;
            case LESS -> LESS;
            case LESS_EQUAL -> LESS_EQUAL;
            case GREATER -> GREATER;
            case GREATER_EQUAL -> GREATER_EQUAL;
        }, x, y);
    }

    private int compareBool(Comparison comparison, int x, int y) {
        return switch (comparison) {
            case EQUAL -> steps.not(steps.apply(XOR, x, y));
            case NOT_EQUAL -> steps.apply(XOR, x, y);
            case LESS -> steps.apply(AND, steps.not(x), y);
            case LESS_EQUAL -> steps.apply(OR, steps.not(x), y);
            case GREATER -> steps.apply(AND, x, steps.not(y));
            case GREATER_EQUAL -> steps.apply(OR, x, steps.not(y));
        };
    }

    private int select(int condition, int whenTrue, int whenFalse) {
        if (steps.type(whenTrue) == LaneType.BOOL) {
            return steps.apply(OR, steps.apply(AND, condition, whenTrue),
                    steps.apply(AND, steps.not(condition), whenFalse));
        }
        return steps.select(condition, whenTrue, whenFalse);
    }

    private int cast(int x, DType source, DType to) {
        if (source.isHalf() || to.isHalf()) {
            HalfExpansion half = new HalfExpansion(steps);
            return source.isHalf() ? half.widen(source, x) : half.round(to, x);
        }
        LaneType from = steps.type(x);
        LaneType target = LaneType.of(to);
        if (target == LaneType.BOOL) {
            return from == LaneType.BOOL ? x : steps.compare(NOT_EQUAL, x, steps.constant(0, from));
        }
        if (from == LaneType.BOOL) {
            return steps.select(x, steps.constant(1, target), steps.constant(0, target));
        }
        if (from.isFloating() && target == LaneType.INT) {
            // By way of long, so that what does not fit is wrapped around as from any integer.
            return narrow(convert(convert(x, LaneType.LONG), LaneType.INT), to);
        }
        return narrow(convert(x, target), to);
    }

    private int convert(int x, LaneType to) {
        return steps.type(x) == to ? x : steps.apply(CONVERT, to, x);
    }

    private int narrow(int x, DType to) {
        return switch (to) {
            case INT8 -> steps.apply(NARROW_INT8, x);
            case INT16 -> steps.apply(NARROW_INT16, x);
            case UINT8 -> steps.apply(NARROW_UINT8, x);
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16, INT32, INT64, BOOL -> x;
        };
    }
}
