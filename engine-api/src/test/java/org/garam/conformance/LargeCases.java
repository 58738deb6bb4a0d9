package org.garam.conformance;

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

/** Enough work for several threads and blocks, and sizes that none of them divides. */
final class LargeCases {
    private static final DType DTYPE = DType.FLOAT32;

    private LargeCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                OpCase.of("large elementwise", (ops, in) -> {
                    int x = ops.tanh(ops.add(ops.multiply(in[0], in[1]), in[1]));
                    return Results.of(x, ops.relu(x)).update(Map.of(in[0], ops.subtract(in[0], x)));
                }, input(DTYPE, 150001), input(DTYPE, 150001)),
                OpCase.of("large views", (ops, in) -> Results.of(ops.transpose(in[0], 1, 0),
                        ops.exp(ops.slice(in[0], List.of(300, 1), List.of(301, 128), List.of(-1, 2))),
                        ops.add(in[0], ops.broadcast(in[1], 301, 257)), ops.concat(1, in[0], in[0])),
                        input(DTYPE, 301, 257), input(DTYPE, 257)),
                OpCase.of("large rows", (ops, in) -> Results.of(Formulas.softmax(ops, in[0]),
                        Formulas.argMax(ops, in[0]),
                        Formulas.softmax(ops, ops.reshape(in[1], 3, 20001))), input(DTYPE, 301, 257),
                        input(DTYPE, 60003)),
                OpCase.of("large reductions", (ops, in) -> Results.of(ops.sum(in[0], 0), ops.sum(in[0], 1),
                        ops.mean(in[0]),
                        ops.reduce(ReduceFunction.MAX, in[1], 0), ops.sum(in[1], 0),
                        ops.total(ops.multiply(in[1], in[1])),
                        ops.sum(ops.reshape(in[1], 10, 5, 1501), 0, 2)), input(DTYPE, 1003, 65), input(DTYPE, 75050)),
                OpCase.of("large product", (ops, in) -> Results.of(ops.relu(ops.dense(in[0], in[1], in[2])),
                        ops.matmul(ops.transpose(in[0], 1, 0),
                                ops.slice(in[1], List.of(0, 0), List.of(129, 10), List.of(1, 1)))),
                        input(DTYPE, 129, 131), input(DTYPE, 131, 257), input(DTYPE, 257)),
                OpCase.of("large batched product", (ops,
                        in) -> Results.of(ops.matmul(in[0], ops.matrixTranspose(in[1]))),
                        input(DTYPE, 37, 17, 33), input(DTYPE, 37, 19, 33)),
                OpCase.of("large indexing", (ops, in) -> Results.of(ops.gather(in[0], in[1]),
                        ops.scatterAdd(1001, in[1], in[2])),
                        input(DTYPE, 1001, 17), Input.of(DType.INT32, between(-5, 1010), 5003), input(DTYPE, 5003, 17)),
                OpCase.of("large random numbers", (ops,
                        in) -> Results.of(ops.random(TensorType.of(DTYPE, 70001), in[0])),
                        Input.of(DType.INT64, cycle(11, 0x7FFFFFFF00L), 2)))
                .map(OpCase::notDifferentiated);
    }
}
