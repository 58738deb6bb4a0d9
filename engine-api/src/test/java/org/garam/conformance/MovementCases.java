package org.garam.conformance;

import static org.garam.conformance.ElementwiseCases.*;
import static org.garam.conformance.Values.*;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.tensor.DType;

/** Ops that move elements without changing them: every bit must arrive. */
final class MovementCases {
    private MovementCases() {}

    static Stream<OpCase> all() {
        return ALL.stream().flatMap(dtype -> Stream.of(broadcast(dtype), reshape(dtype), transpose(dtype),
                slice(dtype), pad(dtype),
                concat(dtype), emptyConcat(dtype), chains(dtype), specials(dtype)));
    }

    /** Numbers that every type holds, and distinct enough that a wrong one shows. */
    private static Values numbers(DType dtype) {
        return dtype.isFloating() ? between(-1, 1) : dtype == DType.BOOL ? anySpecial() : between(0, 127);
    }

    /** Integers have no gradients. */
    private static OpCase of(String name, DType dtype, OpCase.Body body, int[]... shapes) {
        OpCase made = OpCase.of(name + " " + dtype, body, inputs(dtype, numbers(dtype), shapes));
        return dtype.isFloating() ? made : made.notDifferentiated();
    }

    private static OpCase broadcast(DType dtype) {
        int[][] from = {{}, {}, {1}, {5}, {3, 1}, {1, 5}, {3, 1, 5}, {1, 1}, {13}, {1, 0}, {4}, {1, 33}, {65, 1},
                {2, 1, 1, 5}};
        int[][] to = {{5}, {}, {7}, {3, 5}, {3, 5}, {3, 5}, {2, 3, 4, 5}, {7, 16}, {4, 3, 13}, {3, 0}, {4}, {17, 33},
                {65, 31},
            {2, 3, 4, 5}};
        return of("broadcast", dtype, (ops, in) -> Results.of(
                IntStream.range(0, in.length).map(i -> ops.broadcast(in[i], to[i])).toArray()), from);
    }

    private static OpCase reshape(DType dtype) {
        int[][] from = {{6, 4}, {24}, {1}, {}, {2, 1, 3}, {0, 3}, {100}};
        int[][] to = {{24}, {2, 3, 4}, {}, {1, 1}, {6}, {5, 0}, {4, 25}};
        return of("reshape", dtype, (ops, in) -> {
            int[] reshaped = IntStream.range(0, in.length).map(i -> ops.reshape(in[i], to[i])).toArray();
            int transposedFirst = ops.reshape(ops.transpose(in[0], 1, 0), 8, 3);
            int repeatedFirst = ops.reshape(ops.broadcast(in[0], 5, 6, 4), 30, 4);
            return Results.of(IntStream.concat(Arrays.stream(reshaped),
                    IntStream.of(transposedFirst, repeatedFirst)).toArray());
        }, from);
    }

    private static OpCase transpose(DType dtype) {
        int[][] shapes = {{1, 1}, {3, 5}, {7, 16}, {17, 33}, {32, 100}, {65, 31}, {1, 13}, {0, 3}};
        return of("transpose", dtype, (ops, in) -> {
            IntStream matrices = Arrays.stream(in, 0, shapes.length).map(x -> ops.transpose(x, 1, 0));
            int cube = in[shapes.length];
            int hyper = in[shapes.length + 1];
            IntStream cubes = IntStream.of(ops.transpose(cube, 0, 2, 1), ops.transpose(cube, 1, 0, 2),
                    ops.transpose(cube, 1, 2, 0), ops.transpose(cube, 2, 0, 1), ops.transpose(cube, 2, 1, 0),
                    ops.transpose(hyper, 3, 2, 1, 0), ops.transpose(hyper, 0, 2, 1, 3),
                    ops.transpose(hyper, 1, 3, 0, 2));
            return Results.of(IntStream.concat(matrices, cubes).toArray());
        }, Stream.concat(Arrays.stream(shapes), Stream.of(new int[] {5, 7, 9},
                new int[] {2, 3, 4, 5})).toArray(int[][]::new));
    }

    private static OpCase slice(DType dtype) {
        return of("slice", dtype, (ops, in) -> Results.of(
                ops.slice(in[0], List.of(2), List.of(3), List.of(3)),
                ops.slice(in[0], List.of(9), List.of(10), List.of(-1)),
                ops.slice(in[0], List.of(8), List.of(3), List.of(-4)),
                ops.slice(in[0], List.of(0), List.of(0), List.of(1)),
                ops.slice(in[0], List.of(4), List.of(1), List.of(7)),
                ops.slice(in[1], List.of(16, 3), List.of(17, 9), List.of(-1, 3)),
                ops.slice(in[1], List.of(1, 32), List.of(8, 11), List.of(2, -3)),
                ops.slice(in[1], List.of(5, 0), List.of(1, 33), List.of(1, 1)),
                ops.slice(in[1], List.of(0, 7), List.of(17, 1), List.of(1, 1)),
                ops.slice(in[2], List.of(4, 1, 8), List.of(5, 2, 4), List.of(-1, 4, -2)),
                ops.slice(in[2], List.of(0, 0, 0), List.of(5, 0, 9), List.of(1, 1, 1))),
                new int[] {10}, new int[] {17, 33}, new int[] {5, 7, 9});
    }

    private static OpCase pad(DType dtype) {
        double fill = dtype.isFloating() ? -2.5 : 1;
        return of("pad", dtype, (ops, in) -> Results.of(
                ops.pad(in[0], List.of(3), List.of(0), 0), ops.pad(in[0], List.of(0), List.of(5), 1),
                ops.pad(in[0], List.of(2), List.of(2), fill), ops.pad(in[1], List.of(1, 2), List.of(3, 0), 0),
                ops.pad(in[1], List.of(0, 0), List.of(0, 0), 1), ops.pad(in[2], List.of(1, 0, 2), List.of(0, 1, 3), 1),
                ops.pad(in[3], List.of(2, 0), List.of(1, 4), fill)),
                new int[] {13}, new int[] {7, 16}, new int[] {3, 4, 5}, new int[] {0, 3});
    }

    private static OpCase concat(DType dtype) {
        return of("concat", dtype, (ops, in) -> Results.of(ops.concat(0, in[0], in[1]),
                ops.concat(0, in[0], in[0], in[2], in[0]),
                ops.concat(0, in[3], in[4]), ops.concat(1, in[3], in[5], in[3]), ops.concat(0, in[6], in[6]),
                ops.concat(1, in[6], in[6]), ops.concat(2, in[6], in[6]), ops.concat(-1, in[6], in[6], in[6])),
                new int[] {7}, new int[] {13}, new int[] {1}, new int[] {3, 5}, new int[] {1, 5}, new int[] {3, 16},
                new int[] {2, 3, 5});
    }

    private static OpCase emptyConcat(DType dtype) {
        return of("concat with nothing", dtype, (ops, in) -> Results.of(ops.concat(0, in[0], in[1]),
                ops.concat(0, in[1], in[0]),
                ops.concat(0, in[1], in[1]), ops.concat(1, in[2], in[3])),
                new int[] {7}, new int[] {0}, new int[] {3, 0}, new int[] {3, 5}).notDifferentiated();
    }

    /** Views of views: what is a walk through memory still, and what needs a copy. */
    private static OpCase chains(DType dtype) {
        return of("views of views", dtype, (ops, in) -> {
            int backward = ops.slice(in[0], List.of(16, 32), List.of(17, 11), List.of(-1, -3));
            int turned = ops.transpose(backward, 1, 0);
            int column = ops.slice(turned, List.of(0, 4), List.of(11, 1), List.of(1, 1));
            int split = ops.transpose(ops.reshape(in[1], 4, 5, 5), 2, 0, 1);
            int merged = ops.reshape(split, 25, 4);
            return Results.of(turned, ops.flatten(turned), ops.reshape(column, 11), ops.broadcast(column, 3, 11, 6),
                    merged,
                    ops.concat(0, ops.slice(ops.flatten(turned), List.of(100), List.of(50), List.of(-2)),
                            ops.flatten(merged)),
                    ops.pad(ops.transpose(merged, 1, 0), List.of(1, 1), List.of(0, 2), 0),
                    ops.reshape(ops.transpose(ops.pad(in[0], List.of(0, 0), List.of(1, 1), 0), 1, 0), 18, 34));
        }, new int[] {17, 33}, new int[] {100});
    }

    private static OpCase specials(DType dtype) {
        double fill = dtype.isFloating() ? Double.NEGATIVE_INFINITY : 1;
        return OpCase.of("moves of special values " + dtype, (ops, in) -> Results.of(ops.transpose(in[0], 1, 0),
                ops.broadcast(in[0], 2, 9, 31), ops.flatten(in[0]), ops.concat(1, in[0], in[0]),
                ops.slice(in[0], List.of(8, 30), List.of(9, 31), List.of(-1, -1)),
                ops.pad(in[0], List.of(0, 1), List.of(2, 0), fill)),
                Input.of(dtype, anySpecial(), 9, 31)).notDifferentiated();
    }
}
