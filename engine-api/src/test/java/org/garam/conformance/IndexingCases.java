package org.garam.conformance;

import static org.garam.conformance.ElementwiseCases.*;
import static org.garam.conformance.Values.*;

import java.util.List;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Gather and scatter-add, with positions that occur twice, that are out of range, and that there are none of. */
final class IndexingCases {
    /** Reaches outside of five rows on both sides. */
    private static final Values POSITIONS = cycle(3, 0, 4, 0, -1, 2, 7, 4, -100, 1, 1000000, 0, 3);

    private IndexingCases() {}

    static Stream<OpCase> all() {
        return Stream.concat(ALL.stream().map(IndexingCases::gather),
                FLOATING.stream().flatMap(dtype -> Stream.of(gatherForGradients(dtype), scatterAdd(dtype),
                        scatterOfNothing(dtype),
                        embedding(dtype))));
    }

    private static OpCase gather(DType dtype) {
        return OpCase.of("gather " + dtype, (ops, in) -> Results.of(ops.gather(in[0], in[3]), ops.gather(in[0], in[4]),
                ops.gather(in[1], in[3]), ops.gather(in[1], in[5]), ops.gather(in[1], in[6]), ops.gather(in[2], in[5]),
                ops.gather(in[2], in[7]), ops.gather(ops.transpose(in[1], 1, 0), in[3])),
                Input.of(dtype, anySpecial(), 5), Input.of(dtype, anySpecial(), 5, 17),
                Input.of(dtype, anySpecial(), 5, 3, 4),
                Input.of(DType.INT32, POSITIONS, 13), Input.of(DType.INT64, POSITIONS, 33),
                Input.of(DType.INT64, POSITIONS, 3, 4),
                Input.of(DType.INT32, POSITIONS), Input.of(DType.INT32, POSITIONS, 0)).notDifferentiated();
    }

    private static OpCase gatherForGradients(DType dtype) {
        return OpCase.of("gather " + dtype + " for gradients", (ops, in) -> Results.of(ops.gather(in[0], in[1]),
                ops.gather(in[2], in[1])),
                Input.of(dtype, between(-1, 1), 5, 7), Input.of(DType.INT32, POSITIONS, 2, 13),
                Input.of(dtype, between(-1, 1), 5));
    }

    private static OpCase scatterAdd(DType dtype) {
        Values numbers = between(-1, 1);
        return OpCase.of("scatter_add " + dtype, (ops, in) -> Results.of(ops.scatterAdd(5, in[0], in[3]),
                ops.scatterAdd(5, in[0], in[4]),
                ops.scatterAdd(7, in[1], in[5]), ops.scatterAdd(5, in[2], in[6]), ops.scatterAdd(1, in[0], in[3]),
                ops.scatterAdd(5, in[0], ops.transpose(in[7], 1, 0))),
                Input.of(DType.INT32, POSITIONS, 13), Input.of(DType.INT64, POSITIONS, 3, 4),
                Input.of(DType.INT32, cycle(2)),
                Input.of(dtype, numbers, 13), Input.of(dtype, numbers, 13, 17), Input.of(dtype, numbers, 3, 4, 5),
                Input.of(dtype, numbers, 9), Input.of(dtype, numbers, 6, 13));
    }

    private static OpCase scatterOfNothing(DType dtype) {
        return OpCase.of("scatter_add " + dtype + " of nothing",
                (ops, in) -> Results.of(ops.scatterAdd(5, in[0], in[1])),
                Input.of(DType.INT32, POSITIONS, 0), Input.of(dtype, between(-1, 1), 0, 3)).notDifferentiated();
    }

    /** Positions computed on the device, one-hot rows, and rows joined to their neighbours. */
    private static OpCase embedding(DType dtype) {
        return OpCase.of("gather " + dtype + " at computed positions", (ops, in) -> {
            int count = ops.iota(TensorType.of(DType.INT32, 17), 0);
            int reversed = ops.subtract(ops.like(count, 20), count);
            int rows = ops.gather(in[0], reversed);
            int positions = ops.cast(DType.INT64, ops.slice(in[1], List.of(12), List.of(13), List.of(-1)));
            return Results.of(rows, ops.gather(in[0], positions), ops.scatterAdd(9, reversed, ops.exp(rows)));
        }, Input.of(dtype, between(-1, 1), 33, 6), Input.of(dtype, between(0, 33), 13));
    }
}
