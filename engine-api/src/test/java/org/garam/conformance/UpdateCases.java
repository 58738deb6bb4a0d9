package org.garam.conformance;

import static org.garam.conformance.Formulas.*;
import static org.garam.conformance.FusionCases.input;
import static org.garam.conformance.Values.*;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Programs that change their parameters: where an update in place comes too early or too late. */
final class UpdateCases {
    private static final int RUNS = 3;

    private UpdateCases() {}

    static Stream<OpCase> all(DType dtype) {
        return Stream.of(optimizers(dtype), hazards(dtype), aliases(dtype), whole(dtype), parts(dtype),
                counters(dtype)).flatMap(List::stream);
    }

    private static OpCase of(String name, DType dtype, OpCase.Body body, Input... inputs) {
        return OpCase.of(name + " " + dtype, body, inputs).times(RUNS);
    }

    private static Results update(int parameter, int value, int... outputs) {
        return Results.of(outputs).update(Map.of(parameter, value));
    }

    private static List<OpCase> optimizers(DType dtype) {
        Input weights = input(dtype, 100);
        Input gradient = input(dtype, 100);
        return List.of(
                of("gradient descent", dtype, (ops, in) -> update(in[0],
                        ops.subtract(in[0], ops.multiply(in[1], ops.broadcast(in[2], 100)))), weights, gradient,
                        Input.of(dtype, cycle(0.1))),
                of("momentum", dtype, (ops, in) -> {
                    int velocity = ops.subtract(ops.scale(in[2], 0.9), ops.scale(in[1], 0.1));
                    return Results.of().update(Map.of(in[0], ops.add(in[0], velocity), in[2], velocity));
                }, weights, gradient, input(dtype, 100)),
                of("Adam", dtype, (ops, in) -> {
                    int step = ops.plus(in[4], 1);
                    Adam next = Adam.of(ops, in[0], in[1], in[2], in[3], step);
                    return Results.of().update(Map.of(in[0], next.weights(), in[2], next.first(), in[3], next.second(),
                            in[4], step));
                }, weights, gradient, Input.of(dtype, cycle(0), 100), Input.of(dtype, cycle(0), 100),
                        Input.of(dtype, cycle(0))),
                of("optimizer over computed parts", dtype, (ops, in) -> {
                    int gradients = ops.concat(0, ops.flatten(ops.matmul(ops.transpose(in[1], 1, 0), in[2])),
                            ops.sum(in[2], 0));
                    return update(in[0], ops.subtract(in[0], ops.scale(gradients, 0.01)), ops.total(gradients));
                }, input(dtype, 85), input(dtype, 7, 16), input(dtype, 7, 5)));
    }

    private static List<OpCase> hazards(DType dtype) {
        Input x = input(dtype, 7, 13);
        return List.of(
                of("old value read behind the update", dtype, (ops, in) -> {
                    int next = ops.add(ops.scale(in[0], 0.5), in[1]);
                    return update(in[0], next, ops.matmul(in[0], ops.transpose(next, 1, 0)), ops.sum(in[0], 0));
                }, x, x),
                of("new value read behind the update", dtype, (ops, in) -> {
                    int next = ops.tanh(ops.add(in[0], in[1]));
                    return update(in[0], next, ops.total(next), ops.exp(next),
                            ops.matmul(next, ops.transpose(next, 1, 0)));
                }, x, x),
                of("old and new value read in one pass", dtype, (ops, in) -> {
                    int next = ops.add(ops.scale(in[0], 0.5), in[1]);
                    return update(in[0], next, ops.subtract(next, in[0]), ops.multiply(next, in[0]));
                }, x, x),
                of("old value read transposed in the same pass", dtype, (ops, in) -> update(in[0],
                        ops.add(in[0], ops.transpose(in[0], 1, 0))), input(dtype, 13, 13)),
                of("old value read backwards in the same pass", dtype, (ops, in) -> update(in[0],
                        ops.add(in[0], ops.slice(in[0], List.of(32), List.of(33), List.of(-1)))), input(dtype, 33)),
                of("each updated from the other", dtype, (ops, in) -> Results.of().update(
                        Map.of(in[0], ops.tanh(ops.add(in[0], in[1])), in[1], ops.tanh(ops.subtract(in[0], in[1])))),
                        x, x),
                of("each updated by a product with the other", dtype, (ops, in) -> Results.of().update(
                        Map.of(in[0], ops.tanh(ops.matmul(in[0], in[1])), in[1], ops.tanh(ops.matmul(in[1], in[0])))),
                        input(dtype, 13, 13), input(dtype, 13, 13)),
                of("updated from the sum of itself", dtype, (ops, in) -> update(in[0],
                        ops.subtract(in[0], ops.broadcast(ops.mean(in[0]), 7, 13)), ops.mean(in[0])), x),
                of("updated from the column sums of itself", dtype, (ops, in) -> update(in[0],
                        ops.subtract(in[0], ops.broadcast(ops.scale(ops.sum(in[0], 0), 0.1), 7, 13))), x),
                of("update computed before others read the old value", dtype, (ops, in) -> {
                    int next = ops.exp(ops.scale(in[0], -1));
                    int later = ops.matmul(ops.transpose(in[1], 1, 0), in[0]);
                    return update(in[0], next, ops.reduce(ReduceFunction.MAX, ops.exp(later), 1));
                }, x, x),
                of("functions of the old value read behind a product", dtype, (ops, in) -> {
                    int wave = ops.tanh(in[0]);
                    int power = ops.exp(in[0]);
                    int product = ops.matmul(ops.multiply(wave, power), ops.transpose(in[1], 1, 0));
                    int next = ops.multiply(ops.matmul(product, in[1]), ops.add(wave, power));
                    return update(in[0], ops.subtract(in[0], ops.scale(next, 0.01)));
                }, x, x),
                of("functions of the new value read behind a product", dtype, (ops, in) -> {
                    int next = ops.subtract(in[0], in[1]);
                    int wave = ops.tanh(next);
                    int power = ops.exp(next);
                    int product = ops.matmul(ops.multiply(wave, power), ops.transpose(in[1], 1, 0));
                    return update(in[0], next, ops.multiply(ops.matmul(product, in[1]), ops.add(wave, power)));
                }, x, x),
                of("part of the old value read behind the update", dtype, (ops, in) -> {
                    int next = ops.plus(in[0], 1);
                    int old = ops.slice(in[0], List.of(0, 5), List.of(7, 3), List.of(1, 2));
                    return update(in[0], next, ops.matmul(ops.transpose(old, 1, 0), next));
                }, x));
    }

    private static List<OpCase> aliases(DType dtype) {
        Input x = input(dtype, 33);
        return List.of(
                of("swap", dtype, (ops, in) -> Results.of().update(Map.of(in[0], in[1], in[1], in[0])), x, x),
                of("rotation of three", dtype, (ops, in) -> Results.of(ops.add(in[0], in[1])).update(
                        Map.of(in[0], in[1], in[1], in[2], in[2], in[0])), x, x, x),
                of("updated to another parameter", dtype, (ops, in) -> update(in[0], in[1], in[0]), x, x),
                of("updated to another parameter that is updated", dtype, (ops, in) -> Results.of().update(
                        Map.of(in[0], in[1], in[1], ops.add(in[0], in[1]))), x, x),
                of("updated to itself", dtype, (ops, in) -> update(in[0], in[0], ops.plus(in[0], 1)), x),
                of("two updated to one value", dtype, (ops, in) -> {
                    int sum = ops.add(in[0], in[1]);
                    return Results.of().update(Map.of(in[0], sum, in[1], sum));
                }, x, x),
                of("update is an output, twice", dtype, (ops, in) -> {
                    int sum = ops.add(in[0], in[1]);
                    return update(in[0], sum, sum, sum);
                }, x, x),
                of("old and new value are outputs", dtype, (ops, in) -> {
                    int sum = ops.add(in[0], in[1]);
                    return update(in[0], sum, in[0], sum);
                }, x, x),
                of("output is a view of the update", dtype, (ops, in) -> {
                    int sum = ops.add(in[0], in[1]);
                    return update(in[0], sum, ops.slice(sum, List.of(30), List.of(10), List.of(-3)),
                            ops.reshape(sum, 3, 11));
                }, x, x),
                of("outputs are parameters", dtype, (ops, in) -> Results.of(in[1], in[0], in[0]), x, x),
                of("update is a view of another parameter", dtype, (ops, in) -> Results.of().update(
                        Map.of(in[0], ops.slice(in[1], List.of(65), List.of(33), List.of(-2)), in[1],
                                ops.concat(0, in[0], in[0]))),
                        x, input(dtype, 66)));
    }

    private static List<OpCase> whole(DType dtype) {
        Input square = input(dtype, 17, 17);
        return List.of(
                of("updated to its transpose", dtype, (ops, in) -> update(in[0], ops.transpose(in[0], 1, 0)), square),
                of("updated to itself backwards", dtype, (ops, in) -> update(in[0],
                        ops.slice(in[0], List.of(16, 16), List.of(17, 17), List.of(-1, -1))), square),
                of("updated to itself rotated", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        ops.slice(in[0], List.of(1, 0), List.of(16, 17), List.of(1, 1)),
                        ops.slice(in[0], List.of(0, 0), List.of(1, 17), List.of(1, 1)))), square),
                of("updated to a product with itself", dtype, (ops, in) -> update(in[0], ops.matmul(in[0], in[1])),
                        square, square),
                of("updated to its square", dtype, (ops, in) -> update(in[0],
                        ops.scale(ops.matmul(in[0], in[0]), 0.1)), square),
                of("updated to its softmax", dtype, (ops, in) -> update(in[0], softmax(ops, in[0])), square),
                of("updated to the softmax of its transpose", dtype, (ops, in) -> update(in[0],
                        softmax(ops, ops.transpose(in[0], 1, 0))), square),
                of("updated to rows of itself", dtype, (ops, in) -> update(in[0], ops.gather(in[0], in[1])), square,
                        Input.of(DType.INT32, cycle(3, 1, 16, 0, 2), 17)),
                of("updated to sums of its rows", dtype, (ops, in) -> update(in[0], ops.scatterAdd(17, in[1], in[0])),
                        square,
                        Input.of(DType.INT32, cycle(3, 1, 16, 0, 2), 17)),
                of("updated to a constant and to positions", dtype,
                        (ops, in) -> Results.of(ops.add(in[0], in[1])).update(
                        Map.of(in[0], ops.like(in[0], 2.5), in[1], ops.iota(ops.type(in[1]), 1))), square, square),
                of("updated to a broadcast of a sum of itself", dtype, (ops, in) -> update(in[0],
                        ops.broadcast(ops.scale(ops.sum(in[0], 0), 0.1), 17, 17)), square),
                of("padded part of itself", dtype, (ops, in) -> update(in[0], ops.pad(
                        ops.slice(in[0], List.of(1, 0), List.of(16, 17), List.of(1, 1)), List.of(0, 0), List.of(1, 0),
                        0.5)), square));
    }

    private static int part(Ops ops, int value, int from, int to) {
        return ops.slice(value, List.of(from), List.of(to - from), List.of(1));
    }

    private static List<OpCase> parts(DType dtype) {
        Input state = input(dtype, 8);
        Input x = input(dtype, 4);
        return List.of(
                of("parts of a state, gathered in one pass", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        ops.reshape(ops.add(ops.reshape(part(ops, in[0], 0, 1)), ops.total(in[1])), 1),
                        ops.reshape(ops.add(ops.reshape(part(ops, in[0], 1, 2)), ops.total(ops.exp(in[1]))), 1),
                        ops.reshape(ops.plus(ops.reshape(part(ops, in[0], 2, 3)), 4), 1)), ops.total(in[1])),
                        input(dtype, 3), x),
                of("parts that stay in their places", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        ops.add(part(ops, in[0], 0, 4), in[1]), ops.multiply(part(ops, in[0], 4, 8), in[1])),
                        ops.exp(in[0])), state, x),
                of("parts that change places", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        ops.add(part(ops, in[0], 4, 8), in[1]), ops.multiply(part(ops, in[0], 0, 4), in[1]))),
                        state, x),
                of("parts read shifted", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        ops.add(part(ops, in[0], 1, 5), in[1]), ops.multiply(part(ops, in[0], 3, 7), in[1]))),
                        state, x),
                of("parts of several kernels", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        ops.add(part(ops, in[0], 0, 4), in[1]), ops.reshape(ops.total(in[0]), 1),
                        ops.exp(part(ops, in[0], 1, 4)))), state, x),
                of("parts of which some stay as they are", dtype, (ops, in) -> update(in[0], ops.concat(0,
                        part(ops, in[0], 0, 4), ops.add(part(ops, in[0], 4, 8), in[1]))), state, x),
                of("the same part twice", dtype, (ops, in) -> {
                    int part = ops.add(part(ops, in[0], 4, 8), in[1]);
                    return update(in[0], ops.concat(0, part, part));
                }, state, x),
                of("a part that is another update, too", dtype, (ops, in) -> {
                    int first = ops.add(part(ops, in[0], 0, 4), in[1]);
                    int second = ops.multiply(part(ops, in[0], 4, 8), in[1]);
                    return Results.of().update(Map.of(in[0], ops.concat(0, first, second), in[1], second));
                }, state, x));
    }

    private static List<OpCase> counters(DType dtype) {
        return List.of(
                of("random numbers with a moving counter", dtype, (ops, in) -> {
                    int next = ops.add(in[0], ops.concat(0, ops.constant(TensorType.of(DType.INT64, 1), 0),
                            ops.constant(TensorType.of(DType.INT64, 1), 9)));
                    int noise = ops.random(TensorType.of(dtype, 33), in[0]);
                    return Results.of(noise).update(Map.of(in[0], next, in[1], ops.add(in[1], noise)));
                }, Input.of(DType.INT64, cycle(5, 0), 2), input(dtype, 33)),
                of("running mean", dtype, (ops, in) -> {
                    int mean = ops.mean(ops.exp(in[2]));
                    return Results.of(ops.divide(ops.add(in[0], mean), ops.plus(in[1], 1)))
                            .update(Map.of(in[0], ops.add(in[0], mean), in[1], ops.plus(in[1], 1)));
                }, Input.of(dtype, cycle(0)), Input.of(dtype, cycle(0)), input(dtype, 17, 33)),
                of("batches by a cursor", dtype, (ops, in) -> {
                    int batch = batch(ops, in[1], in[0], 4);
                    int next = ops.plus(in[0], 4);
                    return Results.of(batch, ops.sum(batch, 0)).update(Map.of(in[0], next));
                }, Input.of(DType.INT32, cycle(0)), input(dtype, 14, 5)).times(5),
                of("batches by a shuffled cursor", dtype, (ops, in) -> {
                    int rows = batch(ops, in[2], in[0], 4);
                    return Results.of(ops.gather(in[1], rows),
                            ops.gather(in[3], rows)).update(Map.of(in[0], ops.plus(in[0], 4)));
                }, Input.of(DType.INT64, cycle(0)), input(dtype, 14, 5),
                        Input.of(DType.INT64, cycle(3, 7, 1, 13, 0, 12, 4, 9, 10, 2, 6), 14),
                        Input.of(DType.INT32, between(0, 10), 14)).times(4));
    }
}
