package org.garam.backend.cpu;

import static org.garam.backend.cpu.Comparisons.argument;
import static org.garam.backend.cpu.Comparisons.check;
import static org.garam.backend.cpu.Comparisons.random;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKernelLoopTest {
    static ScalarCode softmax(DType dtype) {
        return new ScalarCode(List.of(new Instruction.Load(0, dtype),
                new Instruction.Reduce(ReduceFunction.MAX, 0, dtype),
                new Instruction.Binary(BinaryFunction.SUBTRACT, 0, 1, dtype),
                        new Instruction.Unary(UnaryFunction.EXP, 2, dtype),
                new Instruction.Reduce(ReduceFunction.SUM, 3, dtype),
                        new Instruction.Binary(BinaryFunction.DIVIDE, 3, 4, dtype)),
                List.of(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 10, 15, 16, 17, 31, 33, 100, 1000})
    void softmaxInPlaceAndNot(int columns) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            TensorType type = TensorType.of(dtype, 4, 9, columns);
            View in = argument(0, dtype, 4, 9, columns);
            List<double[]> arguments = List.of(random(columns, dtype, 36L * columns), new double[36 * columns]);
            double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-14;
            for (View out : List.of(in, argument(1, dtype, 4, 9, columns))) {
                check(Comparisons.plan(new Kernel.RowKernel(Shape.of(4, 9), columns, List.of(in), softmax(dtype),
                        List.of(out)),
                        List.of(type, type)), arguments, tolerance);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 16, 17, 31, 33, 100, 1000})
    void randomCode(int columns) {
        for (int seed = 0; seed < 4; seed++) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                ScalarCode code = RandomCode.rows(columns + 1000L * seed, dtype, 3, 3, 1 + seed % 3);
                int rows = 23;
                Shape full = Shape.of(rows, columns);
                List<View> inputs = List.of(argument(0, dtype, rows, columns),
                        argument(1, dtype, rows, 1).broadcast(full),
                        argument(2, dtype, columns).broadcast(full));
                List<TensorType> types = List.of(TensorType.of(dtype, rows, columns), TensorType.of(dtype, rows),
                        TensorType.of(dtype, columns), TensorType.of(dtype, rows, columns));
                check(Comparisons.plan(new Kernel.RowKernel(Shape.of(rows), columns, inputs, code,
                        List.of(argument(3, dtype, rows, columns))), types),
                        types.stream().map(type -> random(code.instructions().size(), dtype, type.shape().count()))
                                .toList(),
                        dtype == DType.FLOAT32 ? 1e-3 : 1e-11);
            }
        }
    }

    /** Arg max as a minimum of positions: int32 positions beside float32 values, an int64 result per row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 16, 50})
    void argMaxPerRow(int columns) {
        for (DType counted : List.of(DType.FLOAT32, DType.INT32)) {
            DType dtype = DType.FLOAT32;
            View positions = new View(new Place.Positions(), counted, 0, Shape.of(12, columns), List.of(0L, 1L));
            ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, dtype), new Instruction.Load(1, counted),
                    new Instruction.Reduce(ReduceFunction.MAX, 0, dtype),
                    new Instruction.Compare(Comparison.EQUAL, 0, 2),
                    new Instruction.Constant(columns, counted), new Instruction.Select(3, 1, 4, counted),
                    new Instruction.Reduce(ReduceFunction.MIN, 5, counted), new Instruction.Cast(6, DType.INT64)),
                            List.of(7, 2));
            check(Comparisons.plan(new Kernel.RowKernel(Shape.of(12), columns,
                            List.of(argument(0, dtype, 12, columns), positions), code,
                            List.of(argument(1, DType.INT64, 12), argument(2, dtype, 12))),
                    List.of(TensorType.of(dtype, 12, columns), TensorType.of(DType.INT64, 12),
                            TensorType.of(dtype, 12))),
                    List.of(random(3, dtype, 12L * columns), new double[12], new double[12]), 0);
        }
    }

    @Test
    void everyReductionOfEveryType() {
        double[] fewTwos = IntStream.range(0, 250).mapToDouble(i -> i % 11 == 0 ? 2 : 1).toArray();
        for (DType dtype : DType.values()) {
            for (ReduceFunction function : ReduceFunction.values()) {
                // Kernels reduce halves as float32.
                if (dtype != DType.BOOL && !dtype.isHalf()) {
                    ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, dtype),
                            new Instruction.Reduce(function, 0, dtype)), List.of(1));
                    check(Comparisons.plan(new Kernel.RowKernel(Shape.of(5), 50, List.of(argument(0, dtype, 5, 50)),
                            code,
                            List.of(argument(1, dtype, 5))), List.of(TensorType.of(dtype, 5, 50),
                                    TensorType.of(dtype, 5))),
                            List.of(function == ReduceFunction.PRODUCT ? fewTwos : random(1, dtype, 250),
                                    new double[5]), 1e-5);
                }
            }
        }
    }

    @Test
    void notANumberIsTheMaximumAndMinimum() {
        double[] values = random(1, DType.FLOAT32, 4 * 37);
        IntStream.of(0, 37 + 20, 2 * 37 + 36).forEach(i -> values[i] = Double.NaN);
        for (ReduceFunction function : List.of(ReduceFunction.MAX, ReduceFunction.MIN)) {
            ScalarCode code = new ScalarCode(List.of(new Instruction.Load(0, DType.FLOAT32),
                    new Instruction.Reduce(function, 0, DType.FLOAT32)), List.of(1));
            check(Comparisons.plan(new Kernel.RowKernel(Shape.of(4), 37, List.of(argument(0, DType.FLOAT32, 4, 37)),
                    code,
                    List.of(argument(1, DType.FLOAT32, 4))),
                    List.of(TensorType.of(DType.FLOAT32, 4, 37), TensorType.of(DType.FLOAT32, 4))),
                    List.of(values, new double[4]), 0);
        }
    }
}
