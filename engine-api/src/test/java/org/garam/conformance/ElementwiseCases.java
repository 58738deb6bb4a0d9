package org.garam.conformance;

import static org.garam.conformance.Values.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Every scalar function and every element type, with the sizes at which vectors, their tails and threads end. */
final class ElementwiseCases {
    static final List<DType> FLOATING = Arrays.stream(DType.values()).filter(DType::isFloating).toList();
    static final List<DType> INTEGERS = Arrays.stream(DType.values()).filter(DType::isInteger).toList();
    static final List<DType> ALL = List.of(DType.values());

    private static final int[][] FEW_SHAPES = {{}, {1}, {7}, {33}, {4, 65}};
    private static final int[][] AWKWARD_SHAPES = {{}, {0}, {1}, {3}, {7}, {8}, {13}, {16}, {17}, {31}, {33}, {63},
        {65}, {100}, {1000}, {4099}, {1, 1}, {3, 5}, {7, 16}, {17, 33}, {32, 100}, {65, 31}, {0, 5}, {5, 7, 9},
        {2, 3, 4, 5}};
    /** Enough to hold most special values once, and not a multiple of any vector's length. */
    private static final int SPECIALS = 261;

    private ElementwiseCases() {}

    static Stream<OpCase> all() {
        return Stream.of(FLOATING.stream().flatMap(ElementwiseCases::floating),
                INTEGERS.stream().flatMap(ElementwiseCases::integer),
                ALL.stream().flatMap(ElementwiseCases::everyType),
                FLOATING.stream().filter(DType::isHalf).flatMap(ElementwiseCases::half),
                Stream.of(logical()), FLOATING.stream().map(ElementwiseCases::randomNumbers)).flatMap(cases -> cases);
    }

    private static Stream<OpCase> floating(DType dtype) {
        List<OpCase> cases = new ArrayList<>();
        for (UnaryFunction function : UnaryFunction.values()) {
            if (function != UnaryFunction.NOT) {
                cases.add(unary(function, dtype, domain(function), FEW_SHAPES));
                cases.add(unaryOfSpecials(function, dtype));
            }
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            if (!function.isLogical()) {
                cases.add(binary(function, dtype, FEW_SHAPES));
                cases.add(binaryOfSpecials(function, dtype));
            }
        }
        cases.add(unary(UnaryFunction.EXP, dtype, between(-2, 2), AWKWARD_SHAPES).notDifferentiated());
        cases.add(binary(BinaryFunction.ADD, dtype, AWKWARD_SHAPES).notDifferentiated());
        cases.add(selectBySign(dtype));
        return cases.stream();
    }

    /** Where a function is defined, smooth and neither flat nor steep. */
    private static Values domain(UnaryFunction function) {
        return switch (function) {
            case NEGATE, ABS, SIGN, EXP, EXPM1, SIN, COS, TANH, SIGMOID, ERF, FLOOR, CEIL, ROUND -> between(-4, 4);
            case LOG, SQRT -> between(0.05, 20);
            case LOG1P -> between(-0.9, 20);
            case RECIPROCAL -> bothSigns(0.2, 5);
            case NOT -> cycle(0, 1, 1);
        };
    }

    private static OpCase unary(UnaryFunction function, DType dtype, Values values, int[][] shapes) {
        return OpCase.of(function + " " + dtype + " of " + shapes.length + " shapes",
                (ops, in) -> each(in, x -> ops.unary(function, x)), inputs(dtype, values, shapes));
    }

    private static OpCase unaryOfSpecials(UnaryFunction function, DType dtype) {
        return OpCase.of(function + " " + dtype + " of special values",
                (ops, in) -> each(in, x -> ops.unary(function, x)),
                Input.of(dtype, cycle(special(dtype)), special(dtype).length)).notDifferentiated();
    }

    private static OpCase binary(BinaryFunction function, DType dtype, int[][] shapes) {
        Values left = function == BinaryFunction.POWER ? between(0.2, 3) : between(-4, 4);
        Values right = function == BinaryFunction.DIVIDE ? bothSigns(0.2, 5) : between(-4, 4);
        List<Input> inputs = new ArrayList<>(inputs(dtype, left, shapes));
        inputs.addAll(inputs(dtype, right, shapes));
        return OpCase.of(function + " " + dtype + " of " + shapes.length + " shapes",
                (ops, in) -> pairs(in, (x, y) -> ops.binary(function, x, y)), inputs);
    }

    private static OpCase binaryOfSpecials(BinaryFunction function, DType dtype) {
        Values specials = function == BinaryFunction.POWER ? powerSpecials() : anySpecial();
        return OpCase.of(function + " " + dtype + " of special values",
                (ops, in) -> Results.of(ops.binary(function, in[0], in[1]), ops.binary(function, in[0], in[0])),
                Input.of(dtype, specials, SPECIALS), Input.of(dtype, specials, SPECIALS)).notDifferentiated();
    }

    /** Powers on which Java and C agree: 1 to a NaN and ±1 to an infinity are NaN in the one and 1 in the other. */
    private static Values powerSpecials() {
        double inf = Double.POSITIVE_INFINITY;
        return (type, random) -> {
            double[] some = {0, -0.0, 0.5, -0.5, 2, -2, 3, -3, 2.5, -2.5, 10, -10, inf, -inf, Double.NaN};
            return random.ints(type.shape().count(), 0, some.length).mapToDouble(i -> some[i]).toArray();
        };
    }

    private static OpCase selectBySign(DType dtype) {
        return OpCase.of("select by sign " + dtype, (ops, in) -> Results.of(ops.select(
                ops.compare(Comparison.GREATER, in[0], ops.like(in[0], 0)), ops.multiply(in[0], in[1]), in[1])),
                Input.of(dtype, between(-1, 1), 7, 13), Input.of(dtype, between(-1, 1), 7, 13));
    }

    private static Stream<OpCase> integer(DType dtype) {
        List<Input> extremes = List.of(Input.of(dtype, anySpecial(), SPECIALS), Input.of(dtype, anySpecial(), SPECIALS),
                Input.of(dtype, between(1, 100), 3, 17), Input.of(dtype, between(1, 100), 3, 17));
        List<OpCase> cases = new ArrayList<>();
        for (UnaryFunction function : UnaryFunction.values()) {
            if (function.acceptsIntegers()) {
                cases.add(OpCase.of(function + " " + dtype, (ops, in) -> each(in, x -> ops.unary(function, x)),
                        extremes)
                        .notDifferentiated());
            }
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            if (function.acceptsIntegers()) {
                cases.add(OpCase.of(function + " " + dtype, (ops, in) -> Results.of(ops.binary(function, in[0], in[1]),
                        ops.binary(function, in[2], in[3])), extremes).notDifferentiated());
            }
        }
        cases.add(OpCase.of("chain wraps around after every step " + dtype, (ops, in) -> {
            int product = ops.multiply(in[0], in[1]);
            int negated = ops.unary(UnaryFunction.NEGATE, product);
            return Results.of(ops.binary(BinaryFunction.MAXIMUM, ops.add(product, in[0]), negated),
                    ops.cast(DType.FLOAT32, ops.compare(Comparison.LESS, ops.subtract(negated, in[1]), in[0])));
        }, extremes).notDifferentiated());
        return cases.stream();
    }

    private static Stream<OpCase> everyType(DType dtype) {
        return Stream.of(compare(dtype), select(dtype), cast(dtype), sources(dtype));
    }

    private static OpCase compare(DType dtype) {
        return OpCase.of("compare " + dtype, (ops, in) -> {
            List<Integer> outputs = new ArrayList<>();
            for (Comparison comparison : Comparison.values()) {
                outputs.add(ops.compare(comparison, in[0], in[1]));
                outputs.add(ops.compare(comparison, in[2], in[2]));
            }
            return new Results(outputs, Map.of());
        }, Input.of(dtype, anySpecial(), SPECIALS), Input.of(dtype, anySpecial(), SPECIALS),
                Input.of(dtype, anySpecial(), 5, 3)).notDifferentiated();
    }

    private static OpCase select(DType dtype) {
        return OpCase.of("select " + dtype, (ops, in) -> Results.of(ops.select(in[0], in[1], in[2]),
                ops.select(in[3], in[4], in[4]), ops.select(in[3], in[4], ops.like(in[4], 1))),
                Input.of(DType.BOOL, anySpecial(), SPECIALS), Input.of(dtype, anySpecial(), SPECIALS),
                Input.of(dtype, anySpecial(), SPECIALS), Input.of(DType.BOOL, cycle(1, 0)),
                Input.of(dtype, anySpecial()))
                .notDifferentiated();
    }

    private static OpCase cast(DType dtype) {
        Values values = switch (dtype) {
            // Numbers beyond a long, and what is no number, have no meaning as integers.
            case FLOAT16 -> cycle(0, 0.5, -0.5, 1.99, -1.99, 100, -100, 127.9, -128.9, 255.5, 300.7, -300.7,
                    40000, -40000);
            case FLOAT32, FLOAT64, BFLOAT16 -> cycle(0, 0.5, -0.5, 1.99, -1.99, 100, -100, 127.9, -128.9, 255.5, 300.7,
                    -300.7, 40000, -40000, 3e9, -3e9, 0x1p40 + 0x1p20);
            case INT8, INT16, INT32, INT64, UINT8, BOOL -> anySpecial();
        };
        return OpCase.of("cast " + dtype, (ops, in) -> new Results(
                ALL.stream().map(to -> ops.cast(to, in[0])).toList(), Map.of()),
                Input.of(dtype, values, 101)).notDifferentiated();
    }

    /** Every number of a type of 16 bits, and of those between two of them the ones that are hard to round. */
    private static Stream<OpCase> half(DType dtype) {
        Values all = (type, _) -> IntStream.range(0, Math.toIntExact(type.shape().count()))
                .mapToDouble(bits -> dtype.fromHalfBits((short) bits)).toArray();
        Values between = (type, random) -> IntStream.range(0, Math.toIntExact(type.shape().count())).mapToDouble(i -> {
            short bits = (short) random.nextInt();
            float tie = (dtype.fromHalfBits(bits) + dtype.fromHalfBits((short) (bits + 1))) / 2;
            return i % 3 == 0 ? tie : i % 3 == 1 ? Math.nextUp(tie) : Math.nextDown(tie);
        }).toArray();
        int count = 1 << 16;
        return Stream.of(
                OpCase.of("every " + dtype + " widened and back", (ops, in) -> {
                    int wide = ops.cast(DType.FLOAT32, in[0]);
                    return Results.of(wide, ops.cast(dtype, wide), ops.cast(dtype, ops.stopGradient(wide)));
                }, Input.of(dtype, all, count)).notDifferentiated(),
                OpCase.of("float32 rounded to " + dtype, (ops, in) -> each(in, x -> ops.cast(dtype, x)),
                        Input.of(DType.FLOAT32, between, 9999),
                        Input.of(DType.FLOAT32, anySpecial(), SPECIALS)).notDifferentiated(),
                OpCase.of("float32 rounded to " + dtype + " in between", (ops, in) -> {
                    int rounded = ops.cast(DType.FLOAT32, ops.cast(dtype, ops.exp(in[0])));
                    return Results.of(ops.subtract(ops.exp(in[0]), rounded), rounded);
                }, Input.of(DType.FLOAT32, between(-4, 4), 1000)).notDifferentiated());
    }

    private static OpCase sources(DType dtype) {
        return OpCase.of("constant and iota " + dtype, (ops, in) -> {
            List<Integer> outputs = new ArrayList<>();
            double[] numbers = special(dtype);
            for (double number : new double[] {0, 1, numbers[numbers.length - 1], numbers[0]}) {
                outputs.add(ops.constant(TensorType.of(dtype, 3, 7), number));
            }
            outputs.add(ops.constant(TensorType.of(dtype), dtype.isFloating() ? 0.1 : 1));
            outputs.add(ops.constant(TensorType.of(dtype, 0), 1));
            if (dtype != DType.BOOL) {
                for (int axis = 0; axis < 3; axis++) {
                    outputs.add(ops.iota(TensorType.of(dtype, 5, 7, 9), axis));
                }
                outputs.add(ops.iota(TensorType.of(dtype, 300), 0));
                outputs.add(ops.iota(TensorType.of(dtype, 1, 0), 1));
                outputs.add(ops.add(in[0], ops.iota(ops.type(in[0]), 1)));
            } else {
                outputs.add(in[0]);
            }
            return new Results(outputs, Map.of());
        }, Input.of(dtype, cycle(1, 0), 4, 13)).notDifferentiated();
    }

    private static OpCase logical() {
        List<Input> inputs = List.of(Input.of(DType.BOOL, anySpecial(), SPECIALS),
                Input.of(DType.BOOL, anySpecial(), SPECIALS),
                Input.of(DType.BOOL, cycle(1)));
        return OpCase.of("and, or, not", (ops, in) -> Results.of(ops.binary(BinaryFunction.AND, in[0], in[1]),
                ops.binary(BinaryFunction.OR, in[0], in[1]), ops.unary(UnaryFunction.NOT, in[0]),
                ops.unary(UnaryFunction.NOT, in[2])), inputs).notDifferentiated();
    }

    private static OpCase randomNumbers(DType dtype) {
        double carry = 0xFFFFFFFEL;
        List<Input> states = List.of(state(0, 0), state(42, 1), state(0x1234567890ABCDL, 0x1FFFFFFFFFFF00L),
                state(7, carry), state(-5, -2));
        return OpCase.of("random uniform " + dtype, (ops, in) -> {
            int[][] shapes = {{1000}, {3}, {13, 5}, {17}, {33}};
            return new Results(IntStream.range(0, shapes.length)
                    .mapToObj(i -> ops.random(TensorType.of(dtype, shapes[i]), in[i])).toList(), Map.of());
        }, states).notDifferentiated();
    }

    private static Input state(double key, double counter) {
        return Input.of(DType.INT64, cycle(key, counter), 2);
    }

    // ---- many shapes in one program ---------------------------------------------------------------------------------

    static List<Input> inputs(DType dtype, Values values, int[][] shapes) {
        return Arrays.stream(shapes).map(sizes -> Input.of(dtype, values, sizes)).toList();
    }

    /** {@return the results of applying {@code function} to every input} */
    static Results each(int[] in, IntUnaryOperator function) {
        return Results.of(Arrays.stream(in).map(function).toArray());
    }

    /** {@return the results of applying {@code function} to inputs 0 and n, 1 and n + 1, … of 2 n inputs} */
    static Results pairs(int[] in, IntBinaryOperator function) {
        int half = in.length / 2;
        return Results.of(IntStream.range(0, half).map(i -> function.applyAsInt(in[i], in[half + i])).toArray());
    }
}
