package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.garam.conformance.OpCase.Input;
import org.garam.conformance.OpCase.Results;
import org.garam.op.BinaryFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** The definition of the ops against results worked out by hand, and what the tolerances found by experiment allow. */
class ReferenceTest {
    private static Input counted(DType dtype, int... sizes) {
        return new Input(TensorType.of(dtype, sizes), (type, _) -> {
            double[] elements = new double[(int) type.shape().count()];
            Arrays.setAll(elements, i -> i);
            return elements;
        });
    }

    private static void assertResult(double[] expected, OpCase.Body body, Input... inputs) {
        OpCase made = OpCase.of("by hand", body, inputs);
        assertArrayEquals(expected, Reference.run(made.program(), made.arguments()).outputs().getFirst().elements());
    }

    @Test
    void movesElements() {
        Input matrix = counted(DType.INT32, 2, 3);
        assertResult(new double[] {0, 3, 1, 4, 2, 5}, (ops, in) -> Results.of(ops.transpose(in[0], 1, 0)), matrix);
        assertResult(new double[] {5, 3, 2, 0}, (ops, in) -> Results.of(
                ops.slice(in[0], List.of(1, 2), List.of(2, 2), List.of(-1, -2))), matrix);
        assertResult(new double[] {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5},
                (ops, in) -> Results.of(ops.concat(1, in[0], in[0])), matrix);
        assertResult(new double[] {9, 0, 1, 2, 9, 3, 4, 5}, (ops, in) -> Results.of(
                ops.pad(in[0], List.of(0, 1), List.of(0, 0), 9)), matrix);
        assertResult(new double[] {0, 0, 1, 1}, (ops, in) -> Results.of(ops.broadcast(in[0], 2, 2)),
                counted(DType.INT32, 2, 1));
        assertResult(new double[] {0, 1, 2, 3, 4, 5, 3, 4, 5}, (ops, in) -> Results.of(ops.gather(in[0], in[1])),
                matrix,
                Input.of(DType.INT32, Values.cycle(-7, 1, 2), 3));
    }

    @Test
    void contracts() {
        assertResult(new double[] {3, 12}, (ops, in) -> Results.of(ops.sum(in[0], 1)), counted(DType.INT32, 2, 3));
        assertResult(new double[] {3, 5, 7}, (ops, in) -> Results.of(ops.sum(in[0], 0)), counted(DType.INT32, 2, 3));
        assertResult(new double[] {10, 13, 28, 40}, (ops, in) -> Results.of(ops.matmul(in[0], in[1])),
                counted(DType.FLOAT32, 2, 3), counted(DType.FLOAT32, 3, 2));
        assertResult(new double[] {2, 4, 0, 0, 4, 6}, (ops, in) -> Results.of(ops.scatterAdd(3, in[0], in[1])),
                Input.of(DType.INT64, Values.cycle(0, 2, -1), 3),
                Input.of(DType.FLOAT32, Values.cycle(0, 1, 4, 6, 2, 3), 3, 2));
    }

    @Test
    void integersWrapAround() {
        Input large = Input.of(DType.INT32, Values.cycle(Integer.MAX_VALUE, Integer.MIN_VALUE, 0x10001), 3);
        assertResult(new double[] {1, 0, 0x20001}, (ops, in) -> Results.of(ops.multiply(in[0], in[0])), large);
        assertResult(new double[] {-Integer.MAX_VALUE, Integer.MIN_VALUE, -0x10001}, (ops, in) -> Results.of(
                ops.unary(UnaryFunction.NEGATE, in[0])), large);
        assertResult(new double[] {44, 212}, (ops, in) -> Results.of(ops.cast(DType.UINT8, in[0])),
                Input.of(DType.FLOAT32, Values.cycle(300.7, -300.7), 2));
    }

    @Test
    void updatesReplaceParametersAfterTheRun() {
        OpCase swap = OpCase.of("swap", (ops, in) -> Results.of(ops.binary(BinaryFunction.SUBTRACT, in[0], in[1]))
                .update(Map.of(in[0], in[1], in[1], in[0])), Input.of(DType.FLOAT32, Values.cycle(1), 1),
                Input.of(DType.FLOAT32, Values.cycle(5), 1));
        Reference.Outcome outcome = Reference.run(swap.program(), swap.arguments());
        assertEquals(-4, outcome.outputs().getFirst().get(0));
        assertEquals(5, outcome.parameters().getFirst().get(0));
        assertEquals(1, outcome.parameters().getLast().get(0));
    }

    @Test
    void tolerancesAllowRoundingAndNoMore() {
        OpCase sum = OpCase.of("sum", (ops, in) -> Results.of(ops.sum(in[0], 0)),
                Input.of(DType.FLOAT32, Values.between(-1, 1), 1000));
        Expectation.Bounded bounded = Expectation.of(sum.program(), sum.arguments(), 1, false).runs().getFirst().getFirst();
        double exact = bounded.tensor().elements()[0];
        assertTrue(bounded.difference(new double[] {exact + 1e-6}).isEmpty());
        assertFalse(bounded.difference(new double[] {exact + 1e-3}).isEmpty());
        assertFalse(bounded.difference(new double[] {Double.NaN}).isEmpty());
    }

    @Test
    void whatIsExactHasToBeEqual() {
        OpCase floor = OpCase.of("floor", (ops, in) -> Results.of(ops.unary(UnaryFunction.FLOOR, in[0]), in[0]),
                Input.of(DType.FLOAT32, Values.cycle(2.5, -0.0), 2));
        List<Expectation.Bounded> bounded = Expectation.of(floor.program(), floor.arguments(), 1, false).runs().getFirst();
        assertTrue(bounded.getFirst().difference(new double[] {2, 0.0}).isEmpty());
        assertFalse(bounded.getFirst().difference(new double[] {Math.nextUp(2f), 0}).isEmpty());
        assertFalse(bounded.get(1).difference(new double[] {2.5, 0.0}).isEmpty(), "a move keeps the sign of a zero");
    }
}
