package org.garam.conformance;

import static org.garam.conformance.ElementwiseCases.*;
import static org.garam.conformance.Values.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;

/** Reductions and matrix products. */
final class ContractionCases {
    private static final int[][] VECTORS = {{1}, {3}, {7}, {16}, {17}, {33}, {65}, {100}, {1000}, {4099}};
    private static final int[][] MATRICES = {{1, 1}, {3, 5}, {7, 16}, {17, 33}, {32, 100}, {65, 31}, {2, 1000},
            {1000, 3}};
    /** Rows, inner size, columns. */
    private static final int[][] PRODUCTS = {{1, 1, 1}, {1, 7, 1}, {3, 5, 2}, {7, 16, 5}, {17, 33, 9}, {32, 100, 10},
        {65, 31, 33}, {1, 1000, 3}, {2, 4099, 2}, {33, 1, 65}, {64, 64, 64}, {100, 17, 1}, {1, 17, 100}};

    private ContractionCases() {}

    static Stream<OpCase> all() {
        Stream<OpCase> reductions = ALL.stream().filter(dtype -> dtype != DType.BOOL).flatMap(dtype ->
                Arrays.stream(ReduceFunction.values()).flatMap(function -> reductions(function, dtype)));
        Stream<OpCase> products = FLOATING.stream().flatMap(ContractionCases::products);
        Stream<OpCase> lessPrecise = Arrays.stream(Precision.values()).filter(precision -> precision != Precision.FULL)
                .flatMap(ContractionCases::products);
        return Stream.of(reductions, products, lessPrecise).flatMap(cases -> cases);
    }

    // ---- reductions -------------------------------------------------------------------------------------------------

    private static Stream<OpCase> reductions(ReduceFunction function, DType dtype) {
        Values values = values(function, dtype);
        String name = "reduce_" + function + " " + dtype;
        List<OpCase> cases = new ArrayList<>(List.of(
                OpCase.of(name + " of vectors", (ops, in) -> each(in, x -> ops.reduce(function, x, 0)),
                        inputs(dtype, values, VECTORS)),
                OpCase.of(name + " of matrices", (ops, in) -> results(Arrays.stream(in).boxed()
                        .flatMap(x -> Stream.of(ops.reduce(function, x, 0), ops.reduce(function, x, 1),
                                ops.reduce(function, x, 0, 1),
                                ops.reduce(function, ops.transpose(x, 1, 0), 1)))), inputs(dtype, values, MATRICES)),
                OpCase.of(name + " of every set of axes", (ops, in) -> everySetOfAxes(function, ops, in),
                        Input.of(dtype, values, 5, 7, 9), Input.of(dtype, values, 2, 3, 4, 5)),
                OpCase.of(name + " of nothing", (ops, in) -> Results.of(ops.reduce(function, in[0], 0),
                        ops.reduce(function, in[1], 1), ops.reduce(function, in[1], 0),
                        ops.reduce(function, in[1], 0, 1),
                        ops.reduce(function, in[2])),
                        Input.of(dtype, values, 0), Input.of(dtype, values, 3, 0),
                        Input.of(dtype, values)).notDifferentiated(),
                OpCase.of(name + " of special values", (ops, in) -> results(Arrays.stream(in).boxed()
                        .flatMap(x -> Stream.of(ops.reduce(function, x, 1),
                                ops.reduce(function, ops.transpose(x, 1, 0), 0)))),
                        specialRows(function, dtype)).notDifferentiated()));
        return dtype.isFloating() ? cases.stream() : cases.stream().map(OpCase::notDifferentiated);
    }

    private static Values values(ReduceFunction function, DType dtype) {
        if (function != ReduceFunction.PRODUCT) {
            return dtype.isFloating() ? spaced() : between(0, 100);
        }
        // The reference would round products of many long factors.
        return dtype.isFloating() ? bothSigns(0.9, 1.1) : dtype == DType.INT64 ? cycle(1, -1, -1, 1, 1)
                : cycle(3, 7, 1, 13, 101);
    }

    private static Results everySetOfAxes(ReduceFunction function, Ops ops, int[] in) {
        List<Integer> outputs = new ArrayList<>();
        for (int x : in) {
            int rank = ops.shape(x).rank();
            for (int set = 1; set < 1 << rank; set++) {
                int chosen = set;
                outputs.add(ops.reduce(function, x,
                        IntStream.range(0, rank).filter(axis -> (chosen >> axis & 1) == 1).boxed()
                        .toArray(Integer[]::new)));
            }
        }
        return new Results(outputs, Map.of());
    }

    /** Rows with one special value each among harmless ones; sums of several would depend on the order. */
    private static Input[] specialRows(ReduceFunction function, DType dtype) {
        boolean ordered = (dtype.isFloating() || dtype == DType.INT64)
                && (function == ReduceFunction.SUM || function == ReduceFunction.PRODUCT);
        Values rows = (type, random) -> {
            double[] special = special(dtype);
            int columns = type.shape().size(1);
            double[] elements = new double[Math.toIntExact(type.shape().count())];
            Arrays.fill(elements, 1);
            for (int row = 0; row < special.length; row++) {
                elements[row * columns + random.nextInt(columns)] = special[row];
            }
            return elements;
        };
        int count = special(dtype).length;
        return ordered ? new Input[] {Input.of(dtype, rows, count, 13), Input.of(dtype, rows, count, 40)}
                : new Input[] {Input.of(dtype, rows, count, 13), Input.of(dtype, anySpecial(), 33, 40)};
    }

    // ---- matrix products --------------------------------------------------------------------------------------------

    private static Stream<OpCase> products(DType dtype) {
        return Stream.of(product(dtype, false, false), product(dtype, false, true), product(dtype, true, false),
                product(dtype, true, true), batches(dtype), strangeOperands(dtype), emptyProducts(dtype),
                specialProducts(dtype));
    }

    /** Of other types the precision of factors changes nothing, which is shown with one of them. */
    private static Stream<OpCase> products(Precision precision) {
        String name = "matmul in " + precision;
        return Stream.of(OpCase.of(name + " of every size",
                (ops, in) -> pairs(in, (a, b) -> ops.matmul(precision, a, b)),
                Stream.concat(Arrays.stream(PRODUCTS).map(p -> input(DType.FLOAT32, p[0], p[1])),
                        Arrays.stream(PRODUCTS).map(p -> input(DType.FLOAT32, p[1], p[2]))).toList()),
                OpCase.of(name + " of float64", (ops, in) -> Results.of(ops.matmul(precision, in[0], in[1])),
                        input(DType.FLOAT64, 65, 64), input(DType.FLOAT64, 64, 66)),
                OpCase.of(name + " of batches and transposed matrices", (ops, in) -> Results.of(
                        ops.matmul(precision, in[0], in[1]),
                        ops.matmul(precision, ops.matrixTranspose(in[1]), ops.matrixTranspose(in[0])),
                        ops.matmul(precision, ops.matrixTranspose(in[0]), in[0])),
                        input(DType.FLOAT32, 3, 65, 64), input(DType.FLOAT32, 3, 64, 66)),
                OpCase.of(name + " with bias and activation", (ops, in) -> {
                    int product = ops.matmul(precision, in[0], in[1]);
                    return Results.of(ops.tanh(ops.add(product, ops.broadcast(in[2], ops.shape(product)))));
                }, input(DType.FLOAT32, 65, 64), input(DType.FLOAT32, 64, 66), input(DType.FLOAT32, 66)),
                OpCase.of(name + " beside the same product in full", (ops, in) -> Results.of(
                        ops.matmul(precision, in[0], in[1]), ops.matmul(in[0], in[1])),
                        input(DType.FLOAT32, 65, 64), input(DType.FLOAT32, 64, 66)));
    }

    private static OpCase product(DType dtype, boolean leftTransposed, boolean rightTransposed) {
        Stream<Input> left = Arrays.stream(PRODUCTS)
                .map(p -> leftTransposed ? input(dtype, p[1], p[0]) : input(dtype, p[0], p[1]));
        Stream<Input> right = Arrays.stream(PRODUCTS)
                .map(p -> rightTransposed ? input(dtype, p[2], p[1]) : input(dtype, p[1], p[2]));
        List<Input> inputs = Stream.concat(left, right).toList();
        String layout = (leftTransposed ? " transposed x " : " plain x ") + (rightTransposed ? "transposed" : "plain");
        return OpCase.of("matmul " + dtype + layout,
                (ops, in) -> pairs(in, (a, b) -> ops.matmul(leftTransposed ? ops.matrixTranspose(a) : a,
                        rightTransposed ? ops.matrixTranspose(b) : b)), inputs);
    }

    private static OpCase batches(DType dtype) {
        return OpCase.of("matmul " + dtype + " of batches",
                (ops, in) -> Results.of(ops.matmul(in[0], in[1]), ops.matmul(in[2], in[3]),
                ops.matmul(in[0], ops.broadcast(in[4], 3, 9, 5)), ops.matmul(ops.transpose(in[5], 1, 0, 2), in[1]),
                ops.matmul(in[6], in[7])),
                input(dtype, 3, 7, 9), input(dtype, 3, 9, 5), input(dtype, 2, 3, 4, 5), input(dtype, 2, 3, 5, 6),
                input(dtype, 9, 5),
                input(dtype, 7, 3, 9), input(dtype, 2, 1, 3, 1), input(dtype, 2, 1, 1, 3));
    }

    /** Operands that are slices, repeated rows, the same matrix twice, and results used transposed. */
    private static OpCase strangeOperands(DType dtype) {
        return OpCase.of("matmul " + dtype + " of views", (ops, in) -> {
            int middle = ops.slice(in[0], List.of(3, 5), List.of(9, 17), List.of(1, 1));
            int everyOther = ops.slice(in[0], List.of(16, 0), List.of(8, 17), List.of(-2, 2));
            int repeated = ops.broadcast(in[1], 17, 6);
            int gram = ops.matmul(in[0], ops.transpose(in[0], 1, 0));
            return Results.of(ops.matmul(middle, repeated), ops.matmul(everyOther, repeated), gram,
                    ops.matmul(ops.transpose(middle, 1, 0),
                            ops.slice(in[0], List.of(0, 0), List.of(9, 4), List.of(1, 1))),
                    ops.transpose(ops.matmul(in[0], ops.reshape(in[2], 33, 4)), 1, 0));
        }, input(dtype, 17, 33), input(dtype, 6), input(dtype, 132));
    }

    private static OpCase emptyProducts(DType dtype) {
        return OpCase.of("matmul " + dtype + " of nothing",
                (ops, in) -> Results.of(ops.matmul(in[0], in[1]), ops.matmul(in[1], in[2]),
                ops.matmul(in[3], in[3])),
                input(dtype, 3, 0), input(dtype, 0, 5), input(dtype, 5, 2), input(dtype, 0, 2, 2)).notDifferentiated();
    }

    /** What is no number stays in its row and column, and zero times infinity is NaN. */
    private static OpCase specialProducts(DType dtype) {
        Values sparse = (type, random) -> {
            double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1e30};
            return IntStream.range(0, Math.toIntExact(type.shape().count()))
                    .mapToDouble(i -> i % 37 == 5 ? special[random.nextInt(special.length)]
                            : random.nextInt(-3, 4)).toArray();
        };
        return OpCase.of("matmul " + dtype + " of special values", (ops, in) -> Results.of(ops.matmul(in[0], in[1])),
                Input.of(dtype, sparse, 17, 33), Input.of(dtype,
                        (type, random) -> random.ints(type.shape().count(), -2, 3)
                        .asDoubleStream().toArray(), 33, 19)).notDifferentiated();
    }

    private static Input input(DType dtype, int... sizes) {
        return Input.of(dtype, between(-1, 1), sizes);
    }

    private static Results results(Stream<Integer> outputs) {
        return new Results(outputs.toList(), Map.of());
    }
}
