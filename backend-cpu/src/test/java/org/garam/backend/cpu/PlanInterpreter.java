package org.garam.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.garam.op.PhiloxBits;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.Plan;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** What a plan means, in double precision and as slowly as it is simple; intermediate values are not rounded. */
final class PlanInterpreter {
    private final List<double[]> arguments;
    private final Map<DType, double[]> scratch = new HashMap<>();

    PlanInterpreter(List<double[]> arguments, Map<DType, Long> scratchSizes) {
        this.arguments = arguments;
        scratchSizes.forEach((dtype, size) -> {
            double[] garbage = new double[size.intValue()];
            Arrays.fill(garbage, Double.NaN);
            scratch.put(dtype, garbage);
        });
    }

    static void run(Plan plan, List<double[]> arguments) {
        PlanInterpreter interpreter = new PlanInterpreter(arguments, plan.scratch());
        plan.kernels().forEach(interpreter::run);
    }

    private void run(Kernel kernel) {
        switch (kernel) {
            case Kernel.Elementwise k -> elementwise(k);
            case Kernel.RowKernel k -> rows(k);
            case Kernel.Reduction k -> reduction(k);
            case Kernel.Gemm k -> gemm(k);
            case Kernel.Gather k -> gather(k);
            case Kernel.ScatterAdd k -> scatterAdd(k);
            case Kernel.RandomBits k -> random(k);
        }
    }

    private void elementwise(Kernel.Elementwise kernel) {
        for (int[] position : positions(kernel.domain())) {
            double[] loaded = kernel.inputs().stream().mapToDouble(view -> read(view, position)).toArray();
            double[] values = evaluate(kernel.code(), loaded);
            for (int i = 0; i < kernel.outputs().size(); i++) {
                write(kernel.outputs().get(i), values[kernel.code().results().get(i)], position);
            }
        }
    }

    private void rows(Kernel.RowKernel kernel) {
        ScalarCode code = kernel.code();
        for (int[] row : positions(kernel.rows())) {
            double[][] loaded = new double[kernel.columns()][];
            double[][] values = new double[kernel.columns()][code.instructions().size()];
            for (int column = 0; column < kernel.columns(); column++) {
                int[] position = append(row, column);
                loaded[column] = kernel.inputs().stream().mapToDouble(view -> read(view, position)).toArray();
            }
            double[] rowValues = new double[code.instructions().size()];
            for (int i = 0; i < code.instructions().size(); i++) {
                if (code.instructions().get(i) instanceof Instruction.Reduce reduce) {
                    rowValues[i] = reduce.function().identity(reduce.dtype());
                    for (double[] column : values) {
                        rowValues[i] = reduce.function().combine().apply(rowValues[i], column[reduce.operand()]);
                    }
                    rowValues[i] = wrap(rowValues[i], reduce.dtype());
                } else {
                    rowValues[i] = code.instructions().get(i) instanceof Instruction.Load ? Double.NaN
                            : evaluate(code.instructions().get(i), rowValues, new double[0]);
                }
                for (int column = 0; column < kernel.columns(); column++) {
                    values[column][i] = code.instructions().get(i) instanceof Instruction.Reduce ? rowValues[i]
                            : evaluate(code.instructions().get(i), values[column], loaded[column]);
                }
            }
            for (int i = 0; i < kernel.outputs().size(); i++) {
                View output = kernel.outputs().get(i);
                int result = code.results().get(i);
                if (output.shape().rank() == kernel.rows().rank()) {
                    write(output, kernel.columns() == 0 ? rowValues[result] : values[0][result], row);
                } else {
                    for (int column = 0; column < kernel.columns(); column++) {
                        write(output, values[column][result], append(row, column));
                    }
                }
            }
        }
    }

    private void reduction(Kernel.Reduction kernel) {
        for (int[] kept : positions(kernel.kept())) {
            double result = kernel.function().identity(kernel.output().dtype());
            for (int[] reduced : positions(kernel.reduced())) {
                int[] position = join(kept, reduced);
                double[] loaded = kernel.inputs().stream().mapToDouble(view -> read(view, position)).toArray();
                double[] values = evaluate(kernel.code(), loaded);
                result = kernel.function().combine().apply(result, values[kernel.code().results().getFirst()]);
            }
            write(kernel.output(), wrap(result, kernel.output().dtype()), kept);
        }
    }

    private void gemm(Kernel.Gemm kernel) {
        Shape shape = kernel.output().shape();
        List<int[]> all = positions(shape);
        List<Double> values = new ArrayList<>();
        for (int[] position : all) {
            double sum = 0;
            int[] left = position.clone();
            int[] right = position.clone();
            for (int k = 0; k < kernel.left().shape().size(-1); k++) {
                left[left.length - 1] = k;
                right[right.length - 2] = k;
                sum += read(kernel.left(), left) * read(kernel.right(), right);
            }
            double[] loaded = new double[kernel.extras().size() + 1];
            loaded[0] = sum;
            for (int i = 0; i < kernel.extras().size(); i++) {
                loaded[i + 1] = read(kernel.extras().get(i), position);
            }
            values.add(evaluate(kernel.epilogue(), loaded)[kernel.epilogue().results().getFirst()]);
        }
        for (int i = 0; i < all.size(); i++) {
            write(kernel.output(), values.get(i), all.get(i));
        }
    }

    private void gather(Kernel.Gather kernel) {
        for (int[] position : positions(kernel.output().shape())) {
            int[] from = position.clone();
            from[0] = clamped(kernel.positions(), position[0], kernel.data().shape().size(0));
            write(kernel.output(), read(kernel.data(), from), position);
        }
    }

    private void scatterAdd(Kernel.ScatterAdd kernel) {
        positions(kernel.output().shape()).forEach(position -> write(kernel.output(), 0, position));
        for (int[] position : positions(kernel.updates().shape())) {
            int[] to = position.clone();
            to[0] = clamped(kernel.positions(), position[0], kernel.output().shape().size(0));
            write(kernel.output(), read(kernel.output(), to) + read(kernel.updates(), position), to);
        }
    }

    private int clamped(View view, int index, int rows) {
        return (int) Math.clamp((long) read(view, new int[] {index}), 0, rows - 1L);
    }

    private void random(Kernel.RandomBits kernel) {
        long key = (long) read(kernel.state(), new int[] {0});
        long counter = (long) read(kernel.state(), new int[] {1});
        int[] words = new int[4];
        boolean single = kernel.output().dtype() == DType.FLOAT32;
        double[] memory = memory(kernel.output());
        for (int i = 0; i < kernel.output().shape().count(); i++) {
            PhiloxBits.block(key, counter + i / (single ? 4 : 2), words);
            memory[(int) kernel.output().offset() + i] = single ? PhiloxBits.uniform(words[i % 4])
                    : PhiloxBits.uniform(words[i % 2 * 2], words[i % 2 * 2 + 1]);
        }
    }

    // ---- values -----------------------------------------------------------------------------------------------------

    static double[] evaluate(ScalarCode code, double[] loaded) {
        double[] values = new double[code.instructions().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = evaluate(code.instructions().get(i), values, loaded);
        }
        return values;
    }

    private static double evaluate(Instruction instruction, double[] values, double[] loaded) {
        double value = switch (instruction) {
            case Instruction.Load load -> loaded[load.input()];
            case Instruction.Constant constant -> constant.dtype().round(constant.value());
            case Instruction.Unary unary -> unary.function().apply(values[unary.operand()]);
            case Instruction.Binary binary -> binary.function().apply(values[binary.left()], values[binary.right()]);
            case Instruction.Compare compare ->
                    compare.comparison().test(values[compare.left()], values[compare.right()]) ? 1 : 0;
            case Instruction.Select select ->
                    values[select.condition()] != 0 ? values[select.whenTrue()] : values[select.whenFalse()];
            case Instruction.Cast cast -> cast.dtype().round(values[cast.operand()]);
            case Instruction.Reduce _ -> throw new IllegalArgumentException("a reduction has no value of one position");
        };
        return wrap(value, instruction.dtype());
    }

    private static double wrap(double value, DType dtype) {
        return dtype.isFloating() && !dtype.isHalf() ? value : dtype.round(value);
    }

    // ---- memory -----------------------------------------------------------------------------------------------------

    private double[] memory(View view) {
        return switch (view.place()) {
            case Place.Argument argument -> arguments.get(argument.index());
            case Place.Scratch arena -> scratch.get(arena.dtype());
            case Place.Positions _ -> null;
        };
    }

    private static long offset(View view, int[] position) {
        long offset = view.offset();
        for (int axis = 0; axis < view.shape().rank(); axis++) {
            offset += position[axis] * view.strides().get(axis);
        }
        return offset;
    }

    private double read(View view, int[] position) {
        double[] memory = memory(view);
        long offset = offset(view, position);
        return memory == null ? offset : memory[(int) offset];
    }

    private void write(View view, double value, int[] position) {
        memory(view)[(int) offset(view, position)] = value;
    }

    static List<int[]> positions(Shape shape) {
        List<int[]> result = new ArrayList<>();
        IntFunction<int[]> position = number -> {
            int[] found = new int[shape.rank()];
            int rest = number;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                found[axis] = rest % shape.size(axis);
                rest /= shape.size(axis);
            }
            return found;
        };
        for (int i = 0; i < shape.count(); i++) {
            result.add(position.apply(i));
        }
        return result;
    }

    private static int[] append(int[] position, int last) {
        return join(position, new int[] {last});
    }

    private static int[] join(int[] first, int[] second) {
        int[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
