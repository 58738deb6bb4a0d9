package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.garam.op.BinaryFunction;
import org.garam.op.PhiloxBits;
import org.garam.op.ReduceFunction;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/** What every kind of kernel does, one element after the other, rounding after every step to the type of the result. */
final class KernelInterpreter {
    private final Function<View, Elements> open;

    private KernelInterpreter(Function<View, Elements> open) {
        this.open = open;
    }

    /** {@return the kernel over the memory that {@code memory} finds for its views} */
    static Runnable of(Kernel kernel, Function<View, MemorySegment> memory) {
        return new KernelInterpreter(view -> new Elements(view, memory.apply(view))).interpret(kernel);
    }

    private Runnable interpret(Kernel kernel) {
        List<Elements> in = kernel.inputs().stream().map(open).toList();
        List<Elements> out = kernel.outputs().stream().map(open).toList();
        return switch (kernel) {
            case Kernel.Elementwise elementwise -> () -> elementwise(elementwise.code(), in, out);
            case Kernel.RowKernel rows -> () -> rows(rows, in, out);
            case Kernel.Reduction reduction -> () -> reduction(reduction, in, out.getFirst());
            case Kernel.Gemm gemm -> () -> gemm(gemm, in, out.getFirst());
            case Kernel.Gather _ -> () -> gather(in.getFirst(), in.getLast(), out.getFirst());
            case Kernel.ScatterAdd _ -> () -> scatterAdd(in.getFirst(), in.getLast(), out.getFirst());
            case Kernel.RandomBits random -> () -> random(random.output().dtype(), in.getFirst(), out.getFirst());
        };
    }

    private static void elementwise(ScalarCode code, List<Elements> in, List<Elements> out) {
        for (int i = 0; i < out.getFirst().count(); i++) {
            int position = i;
            double[] values = evaluate(code, load -> in.get(load.input()).get(position));
            for (int result = 0; result < out.size(); result++) {
                out.get(result).set(i, values[code.results().get(result)]);
            }
        }
    }

    /** A row at a time: every instruction for all columns, as a reduction needs all of them. */
    private static void rows(Kernel.RowKernel kernel, List<Elements> in, List<Elements> out) {
        int columns = kernel.columns();
        List<Instruction> code = kernel.code().instructions();
        double[][] values = new double[code.size()][];
        for (int row = 0; row < kernel.rows().count(); row++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = row(code.get(i), values, row, columns, in);
            }
            for (int result = 0; result < out.size(); result++) {
                double[] computed = values[kernel.code().results().get(result)];
                boolean onePerRow = out.get(result).rank() == kernel.rows().rank();
                for (int column = 0; column < (onePerRow ? 1 : columns); column++) {
                    out.get(result).set(onePerRow ? row : row * columns + column, computed[column]);
                }
            }
        }
    }

    private static double[] row(Instruction instruction, double[][] values, int row, int columns, List<Elements> in) {
        // One value per row exists even if there are no columns.
        double[] result = new double[Math.max(1, columns)];
        if (instruction instanceof Instruction.Reduce reduce) {
            double reduced = reduce.function().identity(reduce.dtype());
            for (int column = 0; column < columns; column++) {
                reduced = combine(reduce.function(), reduce.dtype(), reduced, values[reduce.operand()][column]);
            }
            Arrays.fill(result, reduced);
            return result;
        }
        for (int i = 0; i < result.length; i++) {
            int column = i;
            boolean isMissing = columns == 0 && instruction instanceof Instruction.Load;
            result[i] = isMissing ? 0 : step(instruction, operand -> values[operand][column],
                    load -> in.get(load.input()).get(row * columns + column));
        }
        return result;
    }

    private static void reduction(Kernel.Reduction kernel, List<Elements> in, Elements out) {
        int count = Math.toIntExact(kernel.reduced().count());
        DType dtype = kernel.output().dtype();
        int yielded = kernel.code().results().getFirst();
        for (int kept = 0; kept < out.count(); kept++) {
            double reduced = kernel.function().identity(dtype);
            for (int i = 0; i < count; i++) {
                int position = kept * count + i;
                double[] values = evaluate(kernel.code(), load -> in.get(load.input()).get(position));
                reduced = combine(kernel.function(), dtype, reduced, values[yielded]);
            }
            out.set(kept, reduced);
        }
    }

    private static void gemm(Kernel.Gemm kernel, List<Elements> in, Elements out) {
        Elements left = in.getFirst();
        Elements right = in.get(1);
        DType accumulated = kernel.left().dtype().arithmetic();
        int inner = left.size(-1);
        int rows = out.size(-2);
        int columns = out.size(-1);
        for (int i = 0; i < out.count(); i++) {
            int batch = i / columns / rows;
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                double product = left.get(i / columns * inner + k) * right.get((batch * inner + k) * columns
                        + i % columns);
                sum = accumulated.round(sum + accumulated.round(product));
            }
            int position = i;
            double element = sum;
            double[] values = evaluate(kernel.epilogue(),
                    load -> load.input() == 0 ? element : in.get(load.input() + 1).get(position));
            out.set(i, values[kernel.epilogue().results().getFirst()]);
        }
    }

    private static void gather(Elements data, Elements positions, Elements out) {
        int rowSize = data.count() / data.size(0);
        for (int i = 0; i < out.count(); i++) {
            int row = nearest(positions.get(i / rowSize), data.size(0));
            out.set(i, data.get(row * rowSize + i % rowSize));
        }
    }

    private static void scatterAdd(Elements positions, Elements updates, Elements out) {
        int rowSize = out.count() / out.size(0);
        for (int i = 0; i < out.count(); i++) {
            out.set(i, 0);
        }
        for (int i = 0; i < updates.count(); i++) {
            int target = nearest(positions.get(i / rowSize), out.size(0)) * rowSize + i % rowSize;
            out.set(target, out.round(out.get(target) + updates.get(i)));
        }
    }

    private static int nearest(double position, int rows) {
        return (int) Math.clamp(position, 0, rows - 1.0);
    }

    private static void random(DType dtype, Elements state, Elements out) {
        long key = (long) state.get(0);
        long counter = (long) state.get(1);
        int[] words = new int[4];
        for (int i = 0; i < out.count(); i++) {
            if (dtype == DType.FLOAT32) {
                PhiloxBits.block(key, counter + i / 4, words);
                out.set(i, PhiloxBits.uniform(words[i % 4]));
            } else {
                PhiloxBits.block(key, counter + i / 2, words);
                out.set(i, PhiloxBits.uniform(words[i % 2 * 2], words[i % 2 * 2 + 1]));
            }
        }
    }

    // ---- scalar code ------------------------------------------------------------------------------------------------

    private interface Loads {
        double load(Instruction.Load load);
    }

    private interface Operands {
        double value(int instruction);
    }

    private static double[] evaluate(ScalarCode code, Loads loads) {
        double[] values = new double[code.instructions().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = step(code.instructions().get(i), operand -> values[operand], loads);
        }
        return values;
    }

    private static double step(Instruction instruction, Operands operands, Loads loads) {
        DType dtype = instruction.dtype();
        return switch (instruction) {
            case Instruction.Load load -> loads.load(load);
            case Instruction.Constant constant -> dtype.round(constant.value());
            case Instruction.Unary unary ->
                    dtype.round(Scalars.unary(unary.function(), dtype, operands.value(unary.operand())));
            case Instruction.Binary binary -> dtype.round(Scalars.binary(binary.function(), dtype,
                    operands.value(binary.left()), operands.value(binary.right())));
            case Instruction.Compare compare ->
                    compare.comparison().test(operands.value(compare.left()), operands.value(compare.right())) ? 1 : 0;
            case Instruction.Select select -> operands.value(
                    operands.value(select.condition()) != 0 ? select.whenTrue() : select.whenFalse());
            case Instruction.Cast cast -> dtype.round(operands.value(cast.operand()));
            case Instruction.Reduce reduce -> throw new IllegalArgumentException(reduce + " is only for rows");
        };
    }

    private static double combine(ReduceFunction function, DType dtype, double x, double y) {
        BinaryFunction joined = function.combine();
        return dtype.round(Scalars.binary(joined, dtype, x, y));
    }
}
