package org.garam.conformance;

import static org.garam.conformance.Formulas.*;
import static org.garam.conformance.Values.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Programs of several ops that lowering makes few kernels of, or must not. */
final class FusionCases {
    private FusionCases() {}

    static Stream<OpCase> all(DType dtype) {
        return Stream.of(dense(dtype), products(dtype), rows(dtype), graphs(dtype), reductions(dtype), memory(dtype))
                .flatMap(List::stream);
    }

    static Input input(DType dtype, int... sizes) {
        return Input.of(dtype, between(-1, 1), sizes);
    }

    private static List<OpCase> dense(DType dtype) {
        List<Input> inputs = List.of(input(dtype, 17, 33), input(dtype, 33, 9), input(dtype, 9));
        return List.of(
                OpCase.of("dense relu " + dtype, (ops, in) -> Results.of(ops.relu(ops.dense(in[0], in[1], in[2]))),
                        inputs),
                OpCase.of("dense tanh " + dtype, (ops, in) -> Results.of(ops.tanh(ops.dense(in[0], in[1], in[2]))),
                        inputs),
                OpCase.of("dense gelu " + dtype, (ops, in) -> Results.of(gelu(ops, ops.dense(in[0], in[1], in[2]))),
                        inputs),
                OpCase.of("dense sigmoid of one column " + dtype, (ops, in) -> Results.of(
                        ops.unary(UnaryFunction.SIGMOID, ops.dense(in[0], in[1], in[2]))),
                        input(dtype, 32, 100), input(dtype, 100, 1), input(dtype, 1)),
                OpCase.of("dense softmax " + dtype,
                        (ops, in) -> Results.of(softmax(ops, ops.dense(in[0], in[1], in[2]))), inputs),
                OpCase.of("two dense layers " + dtype, (ops, in) -> {
                    int hidden = ops.relu(ops.dense(in[0], in[1], in[2]));
                    return Results.of(ops.dense(hidden, in[3], in[4]), hidden);
                }, input(dtype, 32, 100), input(dtype, 100, 65), input(dtype, 65), input(dtype, 65, 10),
                        input(dtype, 10)));
    }

    private static List<OpCase> products(DType dtype) {
        return List.of(
                OpCase.of("product with a residual of its own shape " + dtype, (ops, in) -> Results.of(
                        ops.add(ops.tanh(ops.matmul(in[0], in[1])), in[0])), input(dtype, 13, 13),
                        input(dtype, 13, 13)),
                OpCase.of("product used twice " + dtype, (ops, in) -> {
                    int product = ops.matmul(in[0], in[1]);
                    return Results.of(ops.exp(product), ops.sum(product, 0), ops.matmul(product, in[1]));
                }, input(dtype, 7, 16), input(dtype, 16, 16)),
                OpCase.of("product with a transposed epilogue " + dtype, (ops, in) -> Results.of(
                        ops.transpose(ops.tanh(ops.matmul(in[0], in[1])), 1, 0),
                        ops.multiply(ops.matmul(in[0], in[1]), ops.transpose(in[2], 1, 0))),
                        input(dtype, 7, 16), input(dtype, 16, 5), input(dtype, 5, 7)),
                OpCase.of("product as integers " + dtype, (ops, in) -> Results.of(
                        ops.cast(DType.INT32, ops.scale(ops.matmul(in[0], in[1]), 10))),
                        Input.of(dtype, cycle(1, 2, 3, 5, 7), 7, 16), Input.of(dtype, cycle(2, -1, 4), 16, 5)).notDifferentiated(),
                OpCase.of("product of products " + dtype, (ops, in) -> Results.of(ops.add(ops.matmul(in[0], in[1]),
                        ops.matmul(in[0], ops.matmul(in[1], in[1])))), input(dtype, 7, 16), input(dtype, 16, 16)),
                OpCase.of("functions of one value before and behind a product " + dtype, (ops, in) -> {
                    int z = ops.dense(in[0], in[1], in[2]);
                    int wave = ops.unary(UnaryFunction.SIN, ops.multiply(z, z));
                    int power = ops.plus(ops.exp(ops.scale(z, 0.5)), 1);
                    int product = ops.matmul(ops.multiply(wave, power), in[3]);
                    return Results.of(ops.add(ops.multiply(product, wave), power),
                            ops.sum(ops.multiply(ops.matmul(product, in[3]), ops.add(wave, power)), 0));
                }, input(dtype, 17, 33), input(dtype, 33, 9), input(dtype, 9), input(dtype, 9, 9)),
                OpCase.of("batched product scaled and masked " + dtype, (ops, in) -> {
                    int scores = ops.scale(ops.matmul(in[0], ops.matrixTranspose(in[1])), 0.25);
                    int row = ops.iota(ops.typeOf(DType.INT32, scores), 1);
                    int column = ops.iota(ops.typeOf(DType.INT32, scores), 2);
                    int causal = ops.select(ops.compare(Comparison.GREATER_EQUAL, row, column), scores,
                            ops.like(scores, -1e9));
                    return Results.of(ops.matmul(softmax(ops, causal), in[1]));
                }, input(dtype, 3, 7, 16), input(dtype, 3, 7, 16)));
    }

    private static List<OpCase> rows(DType dtype) {
        List<Input> matrices = List.of(input(dtype, 5, 10), input(dtype, 32, 100), input(dtype, 1, 1),
                input(dtype, 3, 1), input(dtype, 1, 33), input(dtype, 2, 3, 7), input(dtype, 5, 1000));
        Input labels = Input.of(DType.INT32, cycle(3, 0, 9, 9, 1), 13);
        return List.of(
                OpCase.of("softmax " + dtype, (ops, in) -> ElementwiseCases.each(in, x -> softmax(ops, x)), matrices),
                OpCase.of("log softmax " + dtype, (ops, in) -> ElementwiseCases.each(in, x -> logSoftmax(ops, x)),
                        matrices),
                OpCase.of("softmax of large numbers " + dtype,
                        (ops, in) -> Results.of(softmax(ops, in[0]), logSoftmax(ops, in[0])),
                        Input.of(dtype, between(-1000, 1000), 7, 13)).notDifferentiated(),
                OpCase.of("softmax of views " + dtype, (ops, in) -> Results.of(softmax(ops, ops.transpose(in[0], 1, 0)),
                        softmax(ops, ops.slice(in[0], List.of(16, 32), List.of(17, 11), List.of(-1, -3))),
                        ops.transpose(softmax(ops, ops.transpose(in[0], 1, 0)), 1, 0),
                        softmax(ops, ops.reshape(in[0], 3, 17, 11)),
                        softmax(ops, ops.broadcast(in[1], 5, 7))), input(dtype, 17, 33), input(dtype, 7)),
                OpCase.of("cross-entropy " + dtype, (ops, in) -> Results.of(crossEntropy(ops, in[0], in[1])),
                        input(dtype, 13, 10), labels),
                OpCase.of("layer norm " + dtype, (ops, in) -> Results.of(layerNorm(ops, in[0], in[2], in[3]),
                        layerNorm(ops, in[1], in[2], in[3])),
                        input(dtype, 17, 33), input(dtype, 2, 3, 33), input(dtype, 33), input(dtype, 33)),
                OpCase.of("batch norm " + dtype, (ops, in) -> {
                    int mean = ops.scale(ops.sum(in[0], 0), 1 / 33.0);
                    int centered = ops.subtract(in[0], ops.broadcast(mean, 33, 17));
                    int variance = ops.scale(ops.sum(ops.multiply(centered, centered), 0), 1 / 33.0);
                    int scale = ops.broadcast(ops.divide(in[1], ops.sqrt(ops.plus(variance, 1e-3))), 33, 17);
                    return Results.of(ops.add(ops.multiply(centered, scale), ops.broadcast(in[2], 33, 17)), mean,
                            variance);
                }, input(dtype, 33, 17), input(dtype, 17), input(dtype, 17)),
                OpCase.of("arg max " + dtype, (ops, in) -> Results.of(argMax(ops, in[0]), argMax(ops, in[1]),
                        argMax(ops, ops.matmul(in[0], in[2])), argMax(ops, ops.transpose(in[0], 1, 0))),
                        input(dtype, 17, 33), Input.of(dtype, cycle(1, 3, 3, 2, 3), 7, 10),
                        input(dtype, 33, 10)).notDifferentiated(),
                OpCase.of("accuracy " + dtype, (ops, in) -> Results.of(ops.mean(ops.cast(dtype,
                        ops.compare(Comparison.EQUAL, argMax(ops, softmax(ops, in[0])), in[1])))),
                        input(dtype, 13, 10), labels).notDifferentiated(),
                OpCase.of("rows scaled to unit length " + dtype, (ops, in) -> {
                    int squares = ops.sum(ops.multiply(in[0], in[0]), 1);
                    int length = ops.sqrt(squares);
                    return Results.of(ops.divide(in[0], ops.broadcast(ops.reshape(length, 33, 1), 33, 17)), squares,
                            ops.multiply(length, in[1]));
                }, input(dtype, 33, 17), input(dtype, 33)),
                OpCase.of("rows of one long row " + dtype,
                        (ops, in) -> Results.of(softmax(ops, in[0]), ops.mean(ops.exp(in[0]))),
                        input(dtype, 40001)).notDifferentiated());
    }

    private static List<OpCase> graphs(DType dtype) {
        return List.of(
                OpCase.of("diamond " + dtype, (ops, in) -> {
                    int top = ops.exp(in[0]);
                    int left = ops.multiply(top, in[1]);
                    int right = ops.add(top, in[1]);
                    return Results.of(ops.divide(ops.add(left, right), ops.plus(ops.multiply(left, left), 1)));
                }, input(dtype, 7, 13), input(dtype, 7, 13)),
                OpCase.of("diamond around a reduction " + dtype, (ops, in) -> {
                    int x = ops.tanh(in[0]);
                    int total = ops.sum(x, 0);
                    return Results.of(ops.add(ops.multiply(x, ops.broadcast(total, 33, 17)),
                            ops.sqrt(ops.plus(ops.multiply(x, x), 1))));
                }, input(dtype, 33, 17)),
                OpCase.of("diamond around a product " + dtype, (ops, in) -> {
                    int x = ops.relu(ops.add(in[0], in[1]));
                    return Results.of(ops.add(ops.matmul(x, in[1]), ops.multiply(x, in[1])));
                }, input(dtype, 13, 13), input(dtype, 13, 13)),
                OpCase.of("many outputs of one pass " + dtype, (ops, in) -> {
                    List<Integer> outputs = new ArrayList<>();
                    int x = in[0];
                    for (int i = 0; i < 40; i++) {
                        x = ops.add(ops.scale(x, 0.9), in[1]);
                        outputs.add(x);
                    }
                    return new Results(outputs, Map.of());
                }, input(dtype, 5, 13), input(dtype, 5, 13)),
                OpCase.of("chain of 200 " + dtype, (ops, in) -> {
                    int x = in[0];
                    for (int i = 0; i < 50; i++) {
                        x = ops.tanh(ops.add(ops.multiply(x, in[1]), in[2]));
                        x = i % 10 == 9 ? ops.subtract(x, ops.like(x, 0.1)) : ops.unary(UnaryFunction.NEGATE, x);
                    }
                    return Results.of(x);
                }, input(dtype, 65), input(dtype, 65), input(dtype, 65)),
                OpCase.of("sum of 100 inputs " + dtype,
                        (ops, in) -> Results.of(IntStream.of(in).reduce(ops::add).orElseThrow()),
                        IntStream.range(0, 100).mapToObj(i -> input(dtype, 17)).toList()),
                OpCase.of("broadcasts of every kind in one pass " + dtype, (ops, in) -> {
                    int outer = ops.multiply(ops.broadcast(in[0], 7, 16),
                            ops.broadcast(ops.reshape(in[1], 7, 1), 7, 16));
                    int more = ops.add(outer, ops.broadcast(in[2], 7, 16));
                    return Results.of(ops.add(more, ops.transpose(in[3], 1, 0)),
                            ops.divide(more, ops.plus(ops.exp(in[4]), 1)));
                }, input(dtype, 16), input(dtype, 7), input(dtype), input(dtype, 16, 7), input(dtype, 7, 16)),
                OpCase.of("casts and masks in one pass " + dtype, (ops, in) -> {
                    int whole = ops.cast(DType.INT32, ops.scale(in[0], 10));
                    int odd = ops.compare(Comparison.GREATER, whole, ops.iota(ops.type(whole), 0));
                    int small = ops.compare(Comparison.LESS, in[0], ops.like(in[0], 0.5));
                    int mask = ops.binary(BinaryFunction.AND, ops.unary(UnaryFunction.NOT, odd), small);
                    return Results.of(ops.select(mask, in[0], ops.cast(dtype, whole)), mask,
                            ops.cast(DType.UINT8, odd));
                }, input(dtype, 33)).notDifferentiated(),
                OpCase.of("dropout " + dtype, (ops, in) -> {
                    int dropped = dropout(ops, ops.exp(in[0]), in[1], 0.3);
                    return Results.of(ops.multiply(dropped, dropped));
                }, input(dtype, 17, 33), Input.of(DType.INT64, cycle(42, 1000), 2)),
                OpCase.of("stopped gradients " + dtype, (ops, in) -> {
                    int stopped = ops.stopGradient(ops.exp(in[0]));
                    return Results.of(ops.multiply(stopped, in[0]), stopped, ops.stopGradient(in[0]),
                            ops.matmul(ops.stopGradient(in[0]), ops.stopGradient(ops.transpose(in[0], 1, 0))));
                }, input(dtype, 7, 13)).notDifferentiated(),
                OpCase.of("unused values " + dtype, (ops, in) -> {
                    ops.matmul(in[0], in[0]);
                    ops.sum(ops.exp(in[0]), 0);
                    return Results.of(ops.plus(in[0], 1));
                }, input(dtype, 13, 13), input(dtype, 3)),
                OpCase.of("scalars " + dtype, (ops, in) -> {
                    int x = ops.exp(ops.multiply(in[0], in[1]));
                    return Results.of(ops.add(x, in[0]), ops.sum(x), ops.reshape(x, 1, 1), ops.broadcast(x, 3));
                }, input(dtype), input(dtype)),
                OpCase.of("nothing " + dtype, (ops, in) -> Results.of(ops.exp(in[0]), ops.total(ops.tanh(in[0])),
                        softmax(ops, in[0]), ops.relu(ops.matmul(in[0], in[1])), ops.plus(ops.matmul(in[1], in[0]), 2),
                        ops.reduce(ReduceFunction.MAX, ops.concat(0, in[0], in[2]), 0)),
                        input(dtype, 0, 5), input(dtype, 5, 0), input(dtype, 3, 5)).notDifferentiated());
    }

    private static List<OpCase> reductions(DType dtype) {
        List<OpCase> cases = new ArrayList<>();
        for (ReduceFunction function : ReduceFunction.values()) {
            cases.add(OpCase.of("reduce_" + function + " with work before and after " + dtype, (ops, in) -> {
                List<Integer> outputs = new ArrayList<>();
                for (Integer[] axes : new Integer[][] {{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}) {
                    int before = ops.plus(ops.scale(ops.multiply(in[0], in[1]), 0.1), 1);
                    int reduced = ops.reduce(function, before, axes);
                    outputs.add(ops.sqrt(ops.unary(UnaryFunction.ABS, ops.scale(reduced, 3))));
                }
                return new Results(outputs, Map.of());
            }, input(dtype, 5, 7, 9), input(dtype, 5, 7, 9)));
        }
        cases.add(OpCase.of("reductions of reductions " + dtype, (ops, in) -> {
            int rows = ops.reduce(ReduceFunction.MAX, in[0], 1);
            int centered = ops.subtract(in[0], ops.broadcast(ops.mean(rows), 65, 31));
            return Results.of(ops.mean(ops.multiply(centered, centered)), ops.total(rows), ops.sum(ops.exp(rows), 0));
        }, input(dtype, 65, 31)));
        cases.add(OpCase.of("reductions of long axes " + dtype,
                (ops, in) -> Results.of(ops.sum(ops.exp(in[0]), 1), ops.sum(in[1], 0),
                ops.total(ops.multiply(in[0], in[0])), ops.reduce(ReduceFunction.MIN, in[1], 0)),
                input(dtype, 3, 5001), input(dtype, 5001, 3)));
        cases.add(OpCase.of("pooling by reshape " + dtype, (ops, in) -> {
            int windows = ops.reshape(in[0], 2, 4, 3, 5, 2, 3);
            return Results.of(ops.reduce(ReduceFunction.MAX, windows, 2, 4),
                    ops.scale(ops.sum(windows, 2, 4), 1 / 6.0));
        }, input(dtype, 2, 12, 10, 3)));
        return cases;
    }

    private static List<OpCase> memory(DType dtype) {
        return List.of(
                OpCase.of("computed parts of one vector " + dtype,
                        (ops, in) -> Results.of(ops.concat(0, ops.flatten(ops.matmul(in[0], in[1])),
                        ops.sum(in[0], 0), ops.flatten(ops.exp(in[1])), in[2],
                        ops.constant(TensorType.of(dtype, 3), 1), ops.sum(in[0], 0))),
                        input(dtype, 7, 16), input(dtype, 16, 5), input(dtype, 13)),
                OpCase.of("computed parts of a matrix " + dtype, (ops, in) -> {
                    int exponential = ops.exp(in[0]);
                    int squares = ops.multiply(in[0], in[0]);
                    return Results.of(ops.concat(1, exponential, squares, in[0]),
                            ops.concat(0, squares, exponential, squares), squares);
                }, input(dtype, 7, 13)),
                OpCase.of("a concat computed with further " + dtype, (ops, in) -> {
                    int joined = ops.concat(0, ops.exp(in[0]), ops.tanh(in[1]));
                    return Results.of(ops.multiply(joined, joined),
                            ops.slice(joined, List.of(3), List.of(13), List.of(1)),
                            ops.concat(0, joined, joined));
                }, input(dtype, 7), input(dtype, 17)),
                OpCase.of("weights that are parts of a vector " + dtype, (ops, in) -> Results.of(
                        new Perceptron(16, 7, 3).logits(ops, in[0], in[1])),
                        input(dtype, 13, 16), input(dtype, new Perceptron(16, 7, 3).size())),
                OpCase.of("outputs that are views " + dtype, (ops, in) -> {
                    int x = ops.exp(in[0]);
                    return Results.of(ops.transpose(x, 1, 0), x, x, ops.flatten(x), in[0], in[0],
                            ops.transpose(in[0], 1, 0),
                            ops.slice(x, List.of(6, 0), List.of(7, 5), List.of(-1, 3)),
                            ops.broadcast(ops.sum(x, 0), 3, 13));
                }, input(dtype, 7, 13)),
                OpCase.of("padding between passes " + dtype, (ops, in) -> {
                    int padded = ops.pad(ops.exp(in[0]), List.of(1, 1), List.of(1, 1), 0);
                    int sum = ops.add(ops.slice(padded, List.of(0, 1), List.of(7, 13), List.of(1, 1)),
                            ops.slice(padded, List.of(2, 1), List.of(7, 13), List.of(1, 1)));
                    return Results.of(ops.tanh(ops.add(sum,
                            ops.slice(padded, List.of(1, 0), List.of(7, 13), List.of(1, 1)))));
                }, input(dtype, 7, 13)),
                OpCase.of("scratch used again and again " + dtype, (ops, in) -> {
                    int x = in[0];
                    for (int i = 0; i < 8; i++) {
                        x = ops.tanh(ops.matmul(x, in[1]));
                        x = ops.subtract(x, ops.broadcast(ops.scale(ops.sum(x, 0), 1 / 17.0), 17, 13));
                    }
                    return Results.of(x);
                }, input(dtype, 17, 13), input(dtype, 13, 13)));
    }
}
