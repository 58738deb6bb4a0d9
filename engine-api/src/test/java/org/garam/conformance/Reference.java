package org.garam.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.PhiloxBits;
import org.garam.op.Precision;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Runs a program node by node, slowly and in double precision: the definition of every op. Results are rounded to
 * float16 and bfloat16, but not to the wider floating-point types; integers wrap around.
 */
public final class Reference {
    private final Rounding rounding;

    private Reference(Rounding rounding) {
        this.rounding = rounding;
    }

    /**
     * What a run leaves behind.
     *
     * @param outputs the program's outputs
     * @param parameters the parameters, updated
     */
    public record Outcome(List<HostTensor> outputs, List<HostTensor> parameters) {}

    /** {@return the outcome of one run} */
    public static Outcome run(Program program, List<HostTensor> parameters) {
        return run(program, parameters, Rounding.NONE);
    }

    /** {@return the outcome of one run in which the result of every inexact step is rounded} */
    static Outcome run(Program program, List<HostTensor> parameters, Rounding rounding) {
        Reference reference = new Reference(rounding);
        List<HostTensor> values = new ArrayList<>(parameters);
        for (Node node : program.nodes()) {
            List<HostTensor> inputs = node.inputs().stream().map(values::get).toList();
            HostTensor value = reference.evaluate(node.op(), node.type(), inputs);
            DType dtype = node.type().dtype();
            values.add(dtype.isHalf() ? map(node.type(), value, x -> rounding.store(dtype, x)) : value);
        }
        List<HostTensor> updated = new ArrayList<>(parameters);
        program.updates().forEach((parameter, value) -> updated.set(parameter, values.get(value)));
        return new Outcome(program.outputs().stream().map(values::get).toList(), updated);
    }

    private HostTensor evaluate(Op op, TensorType type, List<HostTensor> in) {
        DType dtype = type.dtype();
        DType computed = dtype.arithmetic();
        return switch (op) {
            case Op.Constant constant -> HostTensor.of(type, _ -> dtype.round(constant.value()));
            case Op.Iota iota -> HostTensor.of(type, at -> dtype.round(at[type.shape().axis(iota.axis())]));
            case Op.RandomUniform _ -> random(type, in.getFirst());
            case Op.Unary unary -> map(type, in.getFirst(), x -> rounding.apply(computed,
                    Scalars.unary(unary.function(), dtype, x), Rounding.ulps(unary.function())));
            case Op.Binary binary -> each(type, i -> rounding.apply(computed,
                    Scalars.binary(binary.function(), dtype, in.getFirst().elements()[i], in.getLast().elements()[i]),
                    Rounding.ulps(binary.function())));
            case Op.Compare compare -> each(type,
                    i -> compare.comparison().test(in.getFirst().elements()[i], in.getLast().elements()[i]) ? 1 : 0);
            case Op.Select _ -> each(type, i -> in.get(in.getFirst().elements()[i] != 0 ? 1 : 2).elements()[i]);
            case Op.Cast _ -> map(type, in.getFirst(), x -> cast(in.getFirst().type().dtype(), dtype, x));
            case Op.StopGradient _ -> in.getFirst();
            case Op.Broadcast _ -> broadcast(type, in.getFirst());
            case Op.Reshape _ -> new HostTensor(type, in.getFirst().elements());
            case Op.Transpose transpose -> HostTensor.of(type, at -> {
                int[] source = new int[at.length];
                for (int axis = 0; axis < at.length; axis++) {
                    source[transpose.permutation().get(axis)] = at[axis];
                }
                return in.getFirst().get(source);
            });
            case Op.Slice slice -> HostTensor.of(type, at -> {
                int[] source = new int[at.length];
                for (int axis = 0; axis < at.length; axis++) {
                    source[axis] = slice.starts().get(axis) + at[axis] * slice.steps().get(axis);
                }
                return in.getFirst().get(source);
            });
            case Op.Pad pad -> pad(pad, type, in.getFirst());
            case Op.Concat concat -> concat(type.shape().axis(concat.axis()), type, in);
            case Op.Reduce reduce -> reduce(reduce, type, in.getFirst());
            case Op.MatMul matmul -> multiply(type, factors(matmul.precision(), in.getFirst()),
                    factors(matmul.precision(), in.getLast()));
            case Op.Gather _ -> gather(type, in.getFirst(), in.getLast());
            case Op.ScatterAdd scatter -> scatter(scatter.rows(), type, in.getFirst(), in.getLast());
        };
    }

    private HostTensor factors(Precision precision, HostTensor matrix) {
        DType dtype = matrix.type().dtype();
        double ulps = Rounding.ulps(precision.of(dtype));
        return ulps == 0 ? matrix : map(matrix.type(), matrix, x -> rounding.apply(dtype, x, ulps));
    }

    private static HostTensor map(TensorType type, HostTensor x, DoubleUnaryOperator function) {
        return new HostTensor(type, Arrays.stream(x.elements()).map(function).toArray());
    }

    private static HostTensor each(TensorType type, IntToDoubleFunction element) {
        return new HostTensor(type, IntStream.range(0,
                Math.toIntExact(type.shape().count())).mapToDouble(element).toArray());
    }

    /** One step of reducing many elements; taking the larger or smaller one is exact in any order. */
    private double accumulate(BinaryFunction function, DType dtype, double x, double y) {
        double ulps = Rounding.ulps(function) == 0 ? 0 : Rounding.REORDERED;
        return rounding.apply(dtype.arithmetic(), Scalars.binary(function, dtype, x, y), ulps);
    }

    private double cast(DType from, DType to, double x) {
        if (!to.isFloating()) {
            return to.round(x);
        }
        if (to.isHalf()) {
            return rounding.store(to, x);
        }
        boolean widening = from == to || from.isHalf() || to == DType.FLOAT64;
        return rounding.apply(to, x, widening ? 0 : Rounding.CORRECT);
    }

    private static HostTensor random(TensorType type, HostTensor state) {
        long key = (long) state.get(0);
        long counter = (long) state.get(1);
        int[] words = new int[4];
        double[] elements = new double[Math.toIntExact(type.shape().count())];
        for (int i = 0; i < elements.length; i++) {
            if (type.dtype().arithmetic() == DType.FLOAT32) {
                PhiloxBits.block(key, counter + i / 4, words);
                double steps = Math.scalb(1.0, type.dtype().significantBits());
                elements[i] = Math.floor(PhiloxBits.uniform(words[i % 4]) * steps) / steps;
            } else {
                PhiloxBits.block(key, counter + i / 2, words);
                elements[i] = PhiloxBits.uniform(words[i % 2 * 2], words[i % 2 * 2 + 1]);
            }
        }
        return new HostTensor(type, elements);
    }

    private static HostTensor broadcast(TensorType type, HostTensor x) {
        int added = type.shape().rank() - x.shape().rank();
        return HostTensor.of(type, at -> {
            int[] source = Arrays.copyOfRange(at, added, at.length);
            for (int axis = 0; axis < source.length; axis++) {
                source[axis] = x.shape().size(axis) == 1 ? 0 : source[axis];
            }
            return x.get(source);
        });
    }

    private static HostTensor pad(Op.Pad pad, TensorType type, HostTensor x) {
        return HostTensor.of(type, at -> {
            int[] source = at.clone();
            for (int axis = 0; axis < at.length; axis++) {
                source[axis] -= pad.before().get(axis);
                if (source[axis] < 0 || source[axis] >= x.shape().size(axis)) {
                    return type.dtype().round(pad.value());
                }
            }
            return x.get(source);
        });
    }

    private static HostTensor concat(int axis, TensorType type, List<HostTensor> in) {
        return HostTensor.of(type, at -> {
            int[] source = at.clone();
            int operand = 0;
            while (source[axis] >= in.get(operand).shape().size(axis)) {
                source[axis] -= in.get(operand).shape().size(axis);
                operand++;
            }
            return in.get(operand).get(source);
        });
    }

    private HostTensor reduce(Op.Reduce reduce, TensorType type, HostTensor x) {
        DType dtype = type.dtype();
        HostTensor result = HostTensor.of(type, _ -> reduce.function().identity(dtype));
        HostTensor.forEach(x.shape(), (i, at) -> {
            int[] target = new int[type.shape().rank()];
            int kept = 0;
            for (int axis = 0; axis < at.length; axis++) {
                if (!reduce.axes().contains(axis)) {
                    target[kept++] = at[axis];
                }
            }
            int position = result.position(target);
            result.elements()[position] = accumulate(
                    reduce.function().combine(), dtype, result.elements()[position], x.elements()[i]);
        });
        return result;
    }

    private HostTensor multiply(TensorType type, HostTensor a, HostTensor b) {
        Shape shape = type.shape();
        int rows = shape.size(-2);
        int columns = shape.size(-1);
        int inner = a.shape().size(-1);
        double[] elements = new double[Math.toIntExact(shape.count())];
        for (int i = 0; i < elements.length; i++) {
            int batch = i / columns / rows;
            int left = i / columns * inner;
            int right = batch * inner * columns + i % columns;
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                double product = a.elements()[left + k] * b.elements()[right + k * columns];
                sum = accumulate(BinaryFunction.ADD, type.dtype(), sum, product);
            }
            elements[i] = sum;
        }
        return new HostTensor(type, elements);
    }

    private static HostTensor gather(TensorType type, HostTensor data, HostTensor positions) {
        int rows = data.shape().size(0);
        int rowSize = data.elements().length / rows;
        double[] elements = new double[Math.toIntExact(type.shape().count())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = data.elements()[nearest(positions.elements()[i / rowSize], rows) * rowSize + i % rowSize];
        }
        return new HostTensor(type, elements);
    }

    private HostTensor scatter(int rows, TensorType type, HostTensor positions, HostTensor added) {
        double[] elements = new double[Math.toIntExact(type.shape().count())];
        int rowSize = elements.length / rows;
        for (int i = 0; i < added.elements().length; i++) {
            int target = nearest(positions.elements()[i / rowSize], rows) * rowSize + i % rowSize;
            elements[target] = accumulate(BinaryFunction.ADD, type.dtype(), elements[target], added.elements()[i]);
        }
        return new HostTensor(type, elements);
    }

    private static int nearest(double position, int rows) {
        return (int) Math.clamp(position, 0, rows - 1.0);
    }
}
