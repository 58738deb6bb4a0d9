package org.garam.backend.cpu;

import static org.garam.backend.cpu.Comparisons.argument;
import static org.garam.backend.cpu.Comparisons.check;
import static org.garam.backend.cpu.Comparisons.random;

import java.util.List;
import java.util.stream.Stream;
import org.garam.op.BinaryFunction;
import org.garam.op.Precision;
import org.garam.op.UnaryFunction;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrix products with their epilogues, gathering, scattering and random numbers. */
class KernelKindsTest {
    private static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

    private static double tolerance(DType dtype) {
        return dtype == DType.FLOAT32 ? 2e-4 : 1e-12;
    }

    private static List<double[]> content(List<TensorType> types) {
        return types.stream().map(type -> random(type.hashCode(), type.dtype(), type.shape().count())).toList();
    }

    /** {@code tanh(product + bias) * scale} */
    private static ScalarCode epilogue(DType dtype) {
        return new ScalarCode(List.of(new Instruction.Load(0, dtype), new Instruction.Load(1, dtype),
                new Instruction.Load(2, dtype),
                new Instruction.Binary(BinaryFunction.ADD, 0, 1, dtype),
                        new Instruction.Unary(UnaryFunction.TANH, 3, dtype),
                new Instruction.Binary(BinaryFunction.MULTIPLY, 4, 2, dtype)), List.of(5));
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,10,7", "7,1,3", "32,300,78", "33,17,5", "100,70,130", "5,6,0", "0,4,3", "300,300,40"})
    void productsWithEpilogueAndTransposedOperands(int rows, int columns, int depth) {
        for (DType dtype : FLOATING) {
            for (int transposed = 0; transposed < 4; transposed++) {
                View left = (transposed & 1) == 0 ? argument(0, dtype, rows, depth)
                        : argument(0, dtype, depth, rows).transpose(List.of(1, 0));
                View right = (transposed & 2) == 0 ? argument(1, dtype, depth, columns)
                        : argument(1, dtype, columns, depth).transpose(List.of(1, 0));
                Shape shape = Shape.of(rows, columns);
                View output = argument(4, dtype, rows, columns);
                List<View> extras = List.of(argument(2, dtype, columns).broadcast(shape),
                        argument(3, dtype, rows, 1).broadcast(shape));
                List<TensorType> types = List.of(TensorType.of(dtype, rows, depth),
                        TensorType.of(dtype, depth, columns),
                        TensorType.of(dtype, columns), TensorType.of(dtype, rows), TensorType.of(dtype, rows, columns));
                check(Comparisons.plan(new Kernel.Gemm(left, right, Precision.FULL, List.of(),
                        ScalarCode.copy(dtype), output), types),
                        content(types), tolerance(dtype));
                check(Comparisons.plan(new Kernel.Gemm(left, right, Precision.FULL, extras,
                        epilogue(dtype), output), types),
                        content(types), tolerance(dtype));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void batchesOfProducts(int batches) {
        for (DType dtype : FLOATING) {
            int rows = 13;
            int columns = 18;
            int depth = 21;
            List<TensorType> types = List.of(TensorType.of(dtype, 2, batches, rows, depth),
                    TensorType.of(dtype, batches, depth, columns),
                    TensorType.of(dtype, batches, columns), TensorType.of(dtype, 2, batches, rows, columns));
            Shape shape = types.get(3).shape();
            View right = argument(1, dtype, batches, depth, columns).broadcast(Shape.of(2, batches, depth, columns));
            View bias = argument(2, dtype, batches, 1, columns).broadcast(shape);
            View output = argument(3, dtype, shape.toArray());
            // The output is also read: the product has to be made elsewhere.
            for (View scale : List.of(bias, output)) {
                check(Comparisons.plan(new Kernel.Gemm(argument(0, dtype, 2, batches, rows, depth), right,
                        Precision.FULL,
                        List.of(bias, scale),
                        epilogue(dtype), output), types), content(types), tolerance(dtype));
            }
        }
    }

    @Test
    void operandsAndOutputsWithGaps() {
        for (DType dtype : FLOATING) {
            List<TensorType> types = List.of(TensorType.of(dtype, 20, 30), TensorType.of(dtype, 15, 40),
                    TensorType.of(dtype, 60, 60));
            View left = argument(0, dtype, 20, 30).slice(List.of(0, 0), Shape.of(10, 15), List.of(2, 2));
            View right = argument(1, dtype, 15, 40).slice(List.of(14, 39), Shape.of(15, 20), List.of(-1, -2));
            View spread = argument(2, dtype, 60, 60).slice(List.of(1, 2), Shape.of(10, 20), List.of(3, 2));
            View block = argument(2, dtype, 60, 60).slice(List.of(1, 2), Shape.of(10, 20), List.of(1, 1));
            for (View output : List.of(spread, block)) {
                check(Comparisons.plan(new Kernel.Gemm(left, right, Precision.FULL, List.of(),
                        ScalarCode.copy(dtype), output), types),
                        content(types), tolerance(dtype));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void gathersRowsOfEveryType(DType dtype) {
        for (DType counted : List.of(DType.INT32, DType.INT64)) {
            List<TensorType> types = List.of(TensorType.of(dtype, 6, 3, 20), TensorType.of(counted, 40),
                    TensorType.of(dtype, 40, 20, 3));
            View data = argument(0, dtype, 6, 3, 20);
            List<double[]> arguments = content(types);
            for (int i = 0; i < 40; i++) {
                arguments.get(1)[i] = i % 9 - 1;
            }
            View output = argument(2, dtype, 40, 20, 3);
            check(Comparisons.plan(new Kernel.Gather(data.transpose(List.of(0, 2, 1)), argument(1, counted, 40),
                    output), types), arguments, 1e-7);
            check(Comparisons.plan(new Kernel.Gather(data.reshape(Shape.of(6, 20, 3)), argument(1, counted, 40),
                    output), types),
                    arguments, 1e-7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64, 200})
    void scatterAddsInOrder(int columns) {
        for (DType dtype : FLOATING) {
            List<TensorType> types = List.of(TensorType.of(DType.INT32, 100), TensorType.of(dtype, 100, columns),
                    TensorType.of(dtype, 7, columns));
            List<double[]> arguments = content(types);
            for (int i = 0; i < 100; i++) {
                arguments.getFirst()[i] = i * i % 11 - 2;
            }
            check(Comparisons.plan(new Kernel.ScatterAdd(argument(0, DType.INT32, 100),
                    argument(1, dtype, 100, columns),
                    argument(2, dtype, 7, columns)), types), arguments, dtype == DType.FLOAT32 ? 1e-5 : 1e-13);
        }
    }

    @Test
    void scatterAddsNumbersAndNothing() {
        List<TensorType> types = List.of(TensorType.of(DType.INT64, 9), TensorType.of(DType.FLOAT32, 9),
                TensorType.of(DType.FLOAT32, 4));
        List<double[]> arguments = content(types);
        check(Comparisons.plan(new Kernel.ScatterAdd(argument(0, DType.INT64, 9), argument(1, DType.FLOAT32, 9),
                argument(2, DType.FLOAT32, 4)), types), arguments, 1e-5);
        List<TensorType> empty = List.of(TensorType.of(DType.INT64, 0), TensorType.of(DType.FLOAT32, 0, 3),
                TensorType.of(DType.FLOAT32, 4, 3));
        check(Comparisons.plan(new Kernel.ScatterAdd(argument(0, DType.INT64, 0), argument(1, DType.FLOAT32, 0, 3),
                argument(2, DType.FLOAT32, 4, 3)), empty), content(empty), 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 1003, 30_001})
    void randomNumbersAreThoseOfThePhiloxDefinition(int size) {
        for (DType dtype : FLOATING) {
            List<TensorType> types = List.of(TensorType.of(DType.INT64, 2), TensorType.of(dtype, size));
            check(Comparisons.plan(new Kernel.RandomBits(argument(0, DType.INT64, 2), argument(1, dtype, size)), types),
                    Stream.of(new double[] {1234567, 99}, new double[size]).toList(), 0);
        }
    }
}
