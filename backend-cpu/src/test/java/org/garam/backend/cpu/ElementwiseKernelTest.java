package org.garam.backend.cpu;

import static org.garam.backend.cpu.Comparisons.argument;
import static org.garam.backend.cpu.Comparisons.check;
import static org.garam.backend.cpu.Comparisons.random;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseKernelTest {
    private static final double SINGLE = 3e-5;
    private static final double DOUBLE = 1e-12;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 15, 16, 17, 31, 33, 100, 1000})
    void randomCodeOverAwkwardSizes(int size) {
        for (int seed = 0; seed < 4; seed++) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                ScalarCode code = RandomCode.elementwise(100L * size + seed, dtype, 3, 20, 2);
                List<TensorType> types = IntStream.range(0, 5).mapToObj(_ -> TensorType.of(dtype, size)).toList();
                List<View> views = IntStream.range(0, 5).mapToObj(i -> argument(i, dtype, size)).toList();
                Kernel kernel = new Kernel.Elementwise(Shape.of(size), views.subList(0, 3), code, views.subList(3, 5));
                int first = 10 * seed;
                List<double[]> arguments = IntStream.range(0, 5).mapToObj(i -> random(first + i, dtype, size)).toList();
                check(Comparisons.plan(kernel, types), arguments, dtype == DType.FLOAT32 ? SINGLE : DOUBLE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 40})
    void broadcastTransposedAndReversedViews(int columns) {
        int rows = 37;
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            ScalarCode code = RandomCode.elementwise(columns, dtype, 4, 12, 1);
            Shape shape = Shape.of(3, rows, columns);
            List<TensorType> types = List.of(TensorType.of(dtype, columns), TensorType.of(dtype, rows),
                    TensorType.of(dtype, 3, columns, rows), TensorType.of(dtype, 3, rows, columns),
                    TensorType.of(dtype, 3, rows, columns));
            View bias = argument(0, dtype, columns).broadcast(shape);
            View perRow = argument(1, dtype, rows, 1).broadcast(shape);
            View transposed = argument(2, dtype, 3, columns, rows).transpose(List.of(0, 2, 1));
            View reversed = argument(3, dtype, 3, rows, columns)
                    .slice(List.of(2, rows - 1, 0), shape, List.of(-1, -1, 1));
            Kernel kernel = new Kernel.Elementwise(shape, List.of(bias, perRow, transposed, reversed), code,
                    List.of(argument(4, dtype, 3, rows, columns)));
            List<double[]> arguments = types.stream().map(type -> random(7, dtype, type.shape().count())).toList();
            check(Comparisons.plan(kernel, types), arguments, dtype == DType.FLOAT32 ? SINGLE : DOUBLE);
        }
    }

    /** Weights and two slots updated in place, a rate broadcast: the optimizer step. */
    @Test
    void inPlaceUpdateOfSeveralOutputs() {
        DType dtype = DType.FLOAT32;
        int size = 70_001;
        ScalarCode code = RandomCode.elementwise(5, dtype, 4, 30, 3);
        List<TensorType> types = List.of(TensorType.of(dtype, size), TensorType.of(dtype, size),
                TensorType.of(dtype, size),
                TensorType.of(dtype));
        List<View> slots = IntStream.range(0, 3).mapToObj(i -> argument(i, dtype, size)).toList();
        List<View> inputs = new ArrayList<>(slots);
        inputs.add(argument(3, dtype).broadcast(Shape.of(size)));
        Kernel kernel = new Kernel.Elementwise(Shape.of(size), inputs, code, slots);
        check(Comparisons.plan(kernel, types), types.stream().map(type -> random(1, dtype, type.shape().count()))
                .toList(), SINGLE);
    }

    @Test
    void positionsCountWithoutMemory() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.UINT8)) {
            View positions = new View(new Place.Positions(), dtype, 3, Shape.of(9, 50), List.of(0L, -2L));
            ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, dtype), new Instruction.Load(1, dtype),
                    new Instruction.Binary(BinaryFunction.ADD, 0, 1, dtype)), List.of(2));
            Kernel kernel = new Kernel.Elementwise(Shape.of(9, 50), List.of(positions, argument(0, dtype, 9, 50)), code,
                    List.of(argument(1, dtype, 9, 50)));
            check(Comparisons.plan(kernel, List.of(TensorType.of(dtype, 9, 50), TensorType.of(dtype, 9, 50))),
                    List.of(random(3, dtype, 450), new double[450]), 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void castsToEveryType(DType from) {
        double[] values = new double[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.round((i - 20) * 13.7);
        }
        if (from.isFloating()) {
            values[1] = Double.NaN;
            values[2] = from.round(3e9);
            values[3] = from.round(-1e30);
            values[4] = from.round(0.4);
            values[5] = -0.0;
        }
        for (DType to : DType.values()) {
            // Kernels cast halves from and to float32 alone.
            if (from.isHalf() && to != DType.FLOAT32 || to.isHalf() && from != DType.FLOAT32) {
                continue;
            }
            ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, from), new Instruction.Cast(0, to)),
                    List.of(1));
            Kernel kernel = new Kernel.Elementwise(Shape.of(40), List.of(argument(0, from, 40)), code,
                    List.of(argument(1, to, 40)));
            check(Comparisons.plan(kernel, List.of(TensorType.of(from, 40), TensorType.of(to, 40))),
                    List.of(values, new double[40]), 1e-7);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"INT8", "UINT8", "INT16", "INT32", "INT64"})
    void integersWrapAround(DType dtype) {
        List<Instruction> instructions = new ArrayList<>(List.of(new Instruction.Load(0, dtype),
                new Instruction.Load(1, dtype)));
        List<Integer> results = new ArrayList<>();
        for (BinaryFunction function : BinaryFunction.values()) {
            if (function.acceptsIntegers()) {
                results.add(instructions.size());
                instructions.add(new Instruction.Binary(function, 0, 1, dtype));
            }
        }
        for (UnaryFunction function : List.of(UnaryFunction.NEGATE, UnaryFunction.ABS, UnaryFunction.SIGN)) {
            results.add(instructions.size());
            instructions.add(new Instruction.Unary(function, 0, dtype));
        }
        int size = 33;
        List<TensorType> types = IntStream.range(0, results.size() + 2).mapToObj(_ -> TensorType.of(dtype, size))
                .toList();
        List<View> outputs = IntStream.range(0, results.size()).mapToObj(i -> argument(i + 2, dtype, size)).toList();
        double[] left = random(1, DType.INT32, size);
        double[] right = random(2, DType.INT32, size);
        for (int i = 0; i < size; i++) {
            left[i] = dtype.round((left[i] - 50) * (dtype == DType.INT32 ? 1e6 : 77));
            right[i] = dtype.round((right[i] - 50) * (dtype == DType.INT32 ? 1e3 : 5));
        }
        List<double[]> arguments = new ArrayList<>(List.of(left, right));
        results.forEach(_ -> arguments.add(new double[size]));
        check(Comparisons.plan(new Kernel.Elementwise(Shape.of(size),
                List.of(argument(0, dtype, size), argument(1, dtype, size)),
                new ScalarCode(instructions, results), outputs), types), arguments, 0);
    }

    @Test
    void fillsWithAConstant() {
        for (DType dtype : DType.values()) {
            ScalarCode code = new ScalarCode(List.of(new Instruction.Constant(1, dtype)), List.of(0));
            Kernel kernel = new Kernel.Elementwise(Shape.of(3, 21), List.of(), code,
                    List.of(argument(0, dtype, 3, 21)));
            check(Comparisons.plan(kernel, List.of(TensorType.of(dtype, 3, 21))), List.of(new double[63]), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 4000})
    void codeTooLongForOneMethodIsCut(int length) {
        DType dtype = DType.FLOAT32;
        int size = 1037;
        ScalarCode code = RandomCode.elementwise(length, dtype, 5, length, 3);
        List<TensorType> types = IntStream.range(0, 6).mapToObj(_ -> TensorType.of(dtype, 2, size)).toList();
        List<View> views = IntStream.range(0, 6).mapToObj(i -> argument(i, dtype, 2, size)).toList();
        // Outputs 0 and 1 are in place; only the last part may write them.
        Kernel.Elementwise kernel = new Kernel.Elementwise(Shape.of(2, size), views.subList(0, 5), code,
                List.of(views.get(0), views.get(1), views.get(5)));
        if (length > 1000) {
            assertFalse(LoopCompiler.compile(ElementwiseKernel.structure(kernel)).isPresent());
        }
        check(new Plan(types, List.of(kernel), Map.of()),
                types.stream().map(type -> random(1, dtype, type.shape().count())).toList(), 2e-3);
    }
}
