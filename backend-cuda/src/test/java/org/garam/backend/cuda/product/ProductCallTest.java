package org.garam.backend.cuda.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.backend.cuda.library.ColumnMajorReference;
import org.garam.backend.cuda.library.ComputeType;
import org.garam.op.Precision;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The call's terms, multiplied out as cuBLAS defines them, are the kernel's product. */
class ProductCallTest {
    private static final int[][] SIZES = {{3, 4, 5}, {1, 4, 5}, {3, 1, 5}, {3, 4, 1}, {1, 1, 5}, {1, 4, 1}, {3, 1, 1},
            {1, 1, 1}, {17, 9, 2}};

    /** How a matrix lies in memory. */
    private enum Layout {
        ROWS, COLUMNS, PADDED_ROWS, PADDED_COLUMNS, SHARED_BY_THE_BATCH, SPREAD_BATCH;

        View view(int place, DType dtype, int batch, int rows, int columns) {
            boolean isByColumns = this == COLUMNS || this == PADDED_COLUMNS;
            int leading = (isByColumns ? rows : columns) + (this == PADDED_ROWS || this == PADDED_COLUMNS ? 3 : 0);
            long matrix = (long) leading * (isByColumns ? columns : rows) + (this == SPREAD_BATCH ? 7 : 0);
            List<Long> strides = new ArrayList<>(List.of(this == SHARED_BY_THE_BATCH ? 0 : matrix,
                    isByColumns ? 1L : leading, isByColumns ? (long) leading : 1));
            Shape shape = Shape.of(batch, rows, columns);
            return new View(new Place.Argument(place), dtype, 2, shape, strides);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLayoutOfEveryOperand() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).flatMap(dtype -> Stream.of(Layout.values()).flatMap(left ->
                Stream.of(Layout.values()).flatMap(right -> Stream.of(Layout.values())
                        .filter(output -> output != Layout.SHARED_BY_THE_BATCH)
                        .map(output -> dynamicTest(dtype + " " + left + " x " + right + " = " + output, () -> {
                            for (int[] size : SIZES) {
                                check(left.view(0, dtype, 3, size[0], size[2]), right.view(1, dtype, 3, size[2],
                                        size[1]), output.view(2, dtype, 3, size[0], size[1]));
                            }
                        })))));
    }

    @Test
    void axesOfABatchAreOneIfTheirStridesAllow() {
        View left = View.dense(new Place.Argument(0), DType.FLOAT32, 0, Shape.of(2, 1, 3, 4, 5));
        View right = View.dense(new Place.Argument(1), DType.FLOAT32, 0, Shape.of(5, 6)).broadcast(Shape.of(2, 1, 3,
                5, 6));
        View output = View.dense(new Place.Argument(2), DType.FLOAT32, 0, Shape.of(2, 1, 3, 4, 6));
        check(left, right, output);
        assertEquals(6, ProductCall.of(plain(left, right, output)).orElseThrow()
                .product().batch());
        View outer = View.dense(new Place.Argument(1), DType.FLOAT32, 0, Shape.of(3, 5, 6)).broadcast(Shape.of(2, 1,
                3, 5, 6));
        assertTrue(ProductCall.of(plain(left, outer, output)).isEmpty(),
                "a matrix for each of the last of three axes");
    }

    private record Refused(String name, View left, View right, View output) {}

    @TestFactory
    Stream<DynamicTest> whatALibraryCannotWalkIsLeftToOtherKernels() {
        View left = dense(0, 4, 5);
        View right = dense(1, 5, 6);
        View output = dense(2, 4, 6);
        return Stream.of(
                new Refused("every second column", strided(0, 4, 5, 10, 2), right, output),
                new Refused("rows backwards", strided(0, 4, 5, -5, 1), right, output),
                new Refused("columns backwards", left, strided(1, 5, 6, 6, -1), output),
                new Refused("a row repeated", left, strided(1, 5, 6, 0, 1), output),
                new Refused("overlapping rows", strided(0, 4, 5, 2, 1), right, output),
                new Refused("spread elements of the result", left, right, strided(2, 4, 6, 12, 2)),
                new Refused("positions", new View(new Place.Positions(), DType.FLOAT32, 0, Shape.of(4, 5), List.of(5L,
                1L)), right,
                        output),
                new Refused("nothing", dense(0, 0, 5), right, dense(2, 0, 6)),
                new Refused("sums of nothing", dense(0, 4, 0), dense(1, 0, 6), output),
                new Refused("integers", of(left, DType.INT32), of(right, DType.INT32), of(output, DType.INT32)),
                new Refused("a comparison of the product", left, right, of(output, DType.BOOL))
        ).map(refused -> dynamicTest(refused.name, () -> assertEquals(Optional.empty(),
                ProductCall.of(plain(refused.left, refused.right, refused.output)))));
    }

    private static View dense(int place, int rows, int columns) {
        return strided(place, rows, columns, columns, 1);
    }

    private static View strided(int place, int rows, int columns, long rowStride, long columnStride) {
        return new View(new Place.Argument(place), DType.FLOAT32, 100, Shape.of(rows, columns), List.of(rowStride,
                columnStride));
    }

    private static View of(View view, DType dtype) {
        return new View(view.place(), dtype, view.offset(), view.shape(), view.strides());
    }

    private static Kernel.Gemm plain(View left, View right, View output) {
        return new Kernel.Gemm(left, right, Precision.FULL, List.of(), ScalarCode.copy(output.dtype()), output);
    }

    private record Typed(DType factors, Precision precision, ComputeType expected) {}

    @TestFactory
    Stream<DynamicTest> precisionIsThatOfFactorsOfFloat32() {
        return Stream.of(new Typed(DType.FLOAT32, Precision.FULL, ComputeType.FLOAT32),
                new Typed(DType.FLOAT32, Precision.TENSOR_FLOAT32, ComputeType.FAST_TF32),
                new Typed(DType.FLOAT32, Precision.BFLOAT16, ComputeType.FAST_16BF),
                new Typed(DType.FLOAT32, Precision.FLOAT16, ComputeType.FAST_16F),
                new Typed(DType.FLOAT64, Precision.TENSOR_FLOAT32, ComputeType.FLOAT64),
                new Typed(DType.BFLOAT16, Precision.FLOAT16, ComputeType.FLOAT32),
                new Typed(DType.FLOAT16, Precision.BFLOAT16, ComputeType.FLOAT32)
        ).map(typed -> dynamicTest(typed.toString(), () -> {
            View output = of(dense(2, 4, 6), typed.factors.arithmetic());
            Kernel.Gemm gemm = new Kernel.Gemm(of(dense(0, 4, 5), typed.factors), of(dense(1, 5, 6), typed.factors),
                    typed.precision, List.of(), ScalarCode.copy(output.dtype()), output);
            assertEquals(typed.expected, ProductCall.of(gemm).orElseThrow().product().computeType());
        }));
    }

    private static void check(View left, View right, View output) {
        ProductCall call = ProductCall.of(plain(left, right, output)).orElseThrow();
        assertEquals(left.dtype() == DType.FLOAT64 ? ComputeType.FLOAT64 : ComputeType.FLOAT32,
                call.product().computeType());
        List<double[]> memory = List.of(numbers(left, 0.5), numbers(right, 0.25), new double[size(output)]);
        double[] result = memory.get(2).clone();
        ColumnMajorReference.multiply(call.product(), memory(call.a(), memory), call.a().offset(), memory(call.b(),
                memory), call.b().offset(), result, call.c().offset());
        long count = output.shape().count();
        for (long i = 0; i < count; i++) {
            int[] at = coordinates(output.shape(), i);
            double sum = 0;
            for (int term = 0; term < left.shape().size(-1); term++) {
                sum += memory.get(0)[index(left, with(at, at.length - 1, term))] * memory.get(1)[index(right, with(at,
                        at.length - 2, term))];
            }
            int index = index(output, at);
            assertEquals(sum, result[index], 1e-12, () -> call + " at " + Arrays.toString(at));
            result[index] = 0;
        }
        for (double untouched : result) {
            assertFalse(untouched != 0, "written outside of the result: " + call);
        }
    }

    private static double[] memory(View view, List<double[]> memory) {
        return memory.get(((Place.Argument) view.place()).index());
    }

    private static double[] numbers(View view, double step) {
        double[] numbers = new double[size(view)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = step * (i % 13 - 6);
        }
        return numbers;
    }

    private static int size(View view) {
        return (int) view.highestOffset() + 1;
    }

    private static int[] coordinates(Shape shape, long linear) {
        int[] at = new int[shape.rank()];
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            at[axis] = (int) (linear % shape.size(axis));
            linear /= shape.size(axis);
        }
        return at;
    }

    private static int[] with(int[] at, int axis, int value) {
        int[] changed = at.clone();
        changed[axis] = value;
        return changed;
    }

    private static int index(View view, int[] at) {
        long index = view.offset();
        for (int axis = 0; axis < at.length; axis++) {
            index += at[axis] * view.strides().get(axis);
        }
        return (int) index;
    }
}
