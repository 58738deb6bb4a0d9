package org.garam.backend.cpu;

import static org.garam.backend.cpu.Comparisons.argument;
import static org.garam.backend.cpu.Comparisons.check;
import static org.garam.backend.cpu.Comparisons.random;

import java.util.ArrayList;
import java.util.List;
import org.garam.op.BinaryFunction;
import org.garam.op.ReduceFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionKernelTest {
    /** The squares of the input, reduced over the axes that {@code reduced} marks. */
    private static void checkSquares(DType dtype, ReduceFunction function, int[] sizes, boolean... reduced) {
        List<Integer> kept = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        for (int axis = 0; axis < sizes.length; axis++) {
            (reduced[axis] ? gone : kept).add(axis);
        }
        List<Integer> order = new ArrayList<>(kept);
        order.addAll(gone);
        View input = argument(0, dtype, sizes).transpose(order);
        Shape keptShape = input.shape().axes(0, kept.size());
        ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, dtype),
                new Instruction.Binary(BinaryFunction.MULTIPLY, 0, 0, dtype)), List.of(1));
        Kernel kernel = new Kernel.Reduction(keptShape, input.shape().axes(kept.size(), sizes.length), List.of(input),
                code,
                function, argument(1, dtype, keptShape.toArray()));
        check(Comparisons.plan(kernel, List.of(TensorType.of(dtype, sizes), new TensorType(dtype, keptShape))),
                List.of(random(1, dtype, Shape.of(sizes).count()), new double[(int) keptShape.count()]),
                dtype == DType.FLOAT32 ? 1e-5 : 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"32,300", "1,17", "3,1", "5,16", "257,40", "600,33", "1000,10", "70000,3", "4,5000"})
    void columnSums(int rows, int columns) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32)) {
            checkSquares(dtype, ReduceFunction.SUM, new int[] {rows, columns}, true, false);
            checkSquares(dtype, ReduceFunction.MAX, new int[] {rows, columns}, true, false);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 31, 33, 1000, 16_384, 16_385, 40_000, 100_003})
    void everythingToOneNumber(int size) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64)) {
            checkSquares(dtype, ReduceFunction.SUM, new int[] {size}, true);
            checkSquares(dtype, ReduceFunction.MIN, new int[] {size}, true);
        }
    }

    @Test
    void severalAxes() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (int mask = 0; mask < 16; mask++) {
                checkSquares(dtype, ReduceFunction.SUM, new int[] {3, 4, 5, 18},
                        (mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0, (mask & 8) != 0);
            }
            checkSquares(dtype, ReduceFunction.SUM, new int[] {2, 300, 3, 40}, true, true, false, false);
            checkSquares(dtype, ReduceFunction.SUM, new int[] {3, 300, 2, 40}, false, true, false, false);
            checkSquares(dtype, ReduceFunction.PRODUCT, new int[] {2, 3, 1, 4}, true, false, true, true);
            checkSquares(dtype, ReduceFunction.SUM, new int[] {2, 20_000}, false, true);
            checkSquares(dtype, ReduceFunction.SUM, new int[] {0, 7}, true, false);
            checkSquares(dtype, ReduceFunction.SUM, new int[] {7, 0}, true, false);
        }
    }

    @Test
    void outputWithStrides() {
        DType dtype = DType.FLOAT32;
        View input = argument(0, dtype, 300, 24).transpose(List.of(1, 0));
        View output = argument(1, dtype, 24, 3).slice(List.of(0, 1), Shape.of(24, 1),
                List.of(1, 1)).reshape(Shape.of(24));
        Kernel kernel = new Kernel.Reduction(Shape.of(24), Shape.of(300), List.of(input), ScalarCode.copy(dtype),
                ReduceFunction.SUM, output);
        check(Comparisons.plan(kernel, List.of(TensorType.of(dtype, 300, 24), TensorType.of(dtype, 24, 3))),
                List.of(random(1, dtype, 7200), new double[72]), 1e-5);
    }
}
