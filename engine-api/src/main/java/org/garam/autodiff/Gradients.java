package org.garam.autodiff;

import static org.garam.op.BinaryFunction.*;
import static org.garam.op.UnaryFunction.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ReduceFunction;
import org.garam.op.ShapeException;
import org.garam.op.UnaryFunction;
import org.garam.program.Node;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Reverse-mode differentiation of a program under construction: appends the nodes that compute the gradients, in the
 * same ops, so that gradients can be differentiated again. All of calculus is the one switch in {@link #propagate}.
 *
 * <p>Rules are written in terms of an op's <em>result</em> wherever they can be: then the operand need not be kept, and
 * a dense layer with its activation stays one kernel.
 */
public final class Gradients {
    private static final int NONE = -1;

    private final ProgramBuilder program;
    /** For each value what was found so far of the gradient with respect to it, or {@link #NONE}. */
    private final int[] adjoints;
    /** The values that depend on what is differentiated with respect to; nothing is computed for the others. */
    private final BitSet active = new BitSet();

    private Gradients(ProgramBuilder program, List<Integer> withRespectTo) {
        this.program = program;
        adjoints = new int[program.valueCount()];
        Arrays.fill(adjoints, NONE);
        withRespectTo.forEach(active::set);
        for (int value = 0; value < adjoints.length; value++) {
            boolean depends = !program.isParameter(value) && program.node(value).inputs().stream().anyMatch(active::get);
            if (depends && !(program.node(value).op() instanceof Op.StopGradient)) {
                active.set(value);
            }
        }
    }

    /**
     * {@return the gradients of the scalar {@code output} with respect to each of {@code withRespectTo}, of their types;
     * zeros where the output does not depend on one}
     *
     * @throws ShapeException if the output is not a floating-point scalar
     */
    public static List<Integer> of(ProgramBuilder program, int output, List<Integer> withRespectTo) {
        TensorType type = program.type(output);
        if (!type.shape().equals(Shape.SCALAR) || !type.dtype().isFloating()) {
            throw new ShapeException("gradient: differentiates a floating-point scalar, received " + type
                    + "; reduce it first, for example to its mean");
        }
        return of(program, output, program.constant(type, 1), withRespectTo);
    }

    /** {@return the vector-Jacobian products: as above, for any output and a {@code cotangent} of its type} */
    public static List<Integer> of(ProgramBuilder program, int output, int cotangent, List<Integer> withRespectTo) {
        Gradients gradients = new Gradients(program, withRespectTo);
        gradients.adjoints[output] = cotangent;
        for (int value = output; value >= 0; value--) {
            boolean leadsOn = !program.isParameter(value)
                    && program.node(value).inputs().stream().anyMatch(gradients.active::get);
            if (gradients.adjoints[value] != NONE && leadsOn) {
                gradients.propagate(value);
            }
        }
        List<Integer> results = new ArrayList<>();
        for (int value : withRespectTo) {
            int found = value <= output ? gradients.adjoints[value] : NONE;
            results.add(found != NONE ? found : program.constant(program.type(value), 0));
        }
        return results;
    }

    private void propagate(int value) {
        Node node = program.node(value);
        int y = value;
        int g = adjoints[value];
        int x = node.inputs().isEmpty() ? NONE : node.inputs().getFirst();
        switch (node.op()) {
            case Op.Constant _, Op.Iota _, Op.RandomUniform _, Op.Compare _, Op.StopGradient _ -> { }
            case Op.Unary unary -> unary(unary.function(), x, y, g);
            case Op.Binary binary -> binary(binary.function(), x, node.inputs().getLast(), y, g);
            case Op.Select _ -> {
                int zero = program.constant(program.type(g), 0);
                accumulate(node.inputs().get(1), program.add(new Op.Select(), x, g, zero));
                accumulate(node.inputs().get(2), program.add(new Op.Select(), x, zero, g));
            }
            case Op.Cast _ -> {
                if (program.type(x).dtype().isFloating() && node.type().dtype().isFloating()) {
                    accumulate(x, program.add(new Op.Cast(program.type(x).dtype()), g));
                }
            }
            case Op.Broadcast _ -> accumulate(x, sumTo(g, shape(x)));
            case Op.Reshape _ -> accumulate(x, program.add(new Op.Reshape(shape(x)), g));
            case Op.Transpose transpose -> accumulate(x, program.add(new Op.Transpose(inverse(transpose.permutation())), g));
            case Op.Slice slice -> accumulate(x, SliceGradient.of(program, slice, shape(x), g));
            case Op.Pad pad -> accumulate(x, slice(g, pad.before(), shape(x)));
            case Op.Concat concat -> concat(node.inputs(), shape(x).axis(concat.axis()), g);
            case Op.Reduce reduce -> accumulate(x, reduce(reduce, x, y, g));
            case Op.MatMul matmul -> {
                int right = node.inputs().getLast();
                Op.Cast toOperand = new Op.Cast(program.type(x).dtype());
                int factor = program.add(toOperand, g);
                if (active.get(x)) {
                    accumulate(x, program.add(toOperand, program.add(matmul, factor, matrixTranspose(right))));
                }
                if (active.get(right)) {
                    accumulate(right, program.add(toOperand, program.add(matmul, matrixTranspose(x), factor)));
                }
            }
            case Op.Gather _ -> accumulate(x, program.add(new Op.ScatterAdd(shape(x).size(0)), node.inputs().getLast(), g));
            case Op.ScatterAdd _ -> accumulate(node.inputs().getLast(), program.add(new Op.Gather(), g, x));
        }
    }

    private void unary(UnaryFunction function, int x, int y, int g) {
        switch (function) {
            case SIGN, FLOOR, CEIL, ROUND, NOT -> { }
            case NEGATE -> accumulate(x, apply(NEGATE, g));
            case ABS -> accumulate(x, apply(MULTIPLY, g, apply(SIGN, x)));
            case EXP -> accumulate(x, apply(MULTIPLY, g, y));
            case EXPM1 -> accumulate(x, apply(MULTIPLY, g, apply(ADD, y, like(y, 1))));
            case LOG -> accumulate(x, apply(DIVIDE, g, x));
            case LOG1P -> accumulate(x, apply(DIVIDE, g, apply(ADD, x, like(x, 1))));
            case SQRT -> accumulate(x, apply(DIVIDE, apply(MULTIPLY, g, like(g, 0.5)), y));
            case RECIPROCAL -> accumulate(x, apply(NEGATE, apply(MULTIPLY, g, apply(MULTIPLY, y, y))));
            case SIN -> accumulate(x, apply(MULTIPLY, g, apply(COS, x)));
            case COS -> accumulate(x, apply(NEGATE, apply(MULTIPLY, g, apply(SIN, x))));
            case TANH -> accumulate(x, apply(MULTIPLY, g, apply(SUBTRACT, like(y, 1), apply(MULTIPLY, y, y))));
            case SIGMOID -> accumulate(x, apply(MULTIPLY, g, apply(MULTIPLY, y, apply(SUBTRACT, like(y, 1), y))));
            case ERF -> accumulate(x, apply(MULTIPLY, g,
                    apply(MULTIPLY, like(x, 2 / Math.sqrt(Math.PI)), apply(EXP, apply(NEGATE, apply(MULTIPLY, x, x))))));
        }
    }

    private void binary(BinaryFunction function, int x, int z, int y, int g) {
        switch (function) {
            case AND, OR -> { }
            case ADD -> both(x, g, z, g);
            case SUBTRACT -> both(x, g, z, apply(NEGATE, g));
            case MULTIPLY -> both(x, apply(MULTIPLY, g, z), z, apply(MULTIPLY, g, x));
            case DIVIDE -> {
                int quotient = apply(DIVIDE, g, z);
                both(x, quotient, z, apply(NEGATE, apply(MULTIPLY, quotient, y)));
            }
            case POWER -> power(x, z, y, g);
            // Ties belong to the right operand, so that maximum(x, 0) is a ReLU whose mask is its own result.
            case MAXIMUM -> chosen(x, z, program.add(new Op.Compare(Comparison.GREATER), y, z), g);
            case MINIMUM -> chosen(x, z, program.add(new Op.Compare(Comparison.LESS), y, z), g);
        }
    }

    private void power(int x, int z, int y, int g) {
        if (active.get(x)) {
            int reduced = apply(POWER, x, apply(SUBTRACT, z, like(z, 1)));
            // z * x^(z-1) is 0 * infinity at x = 0, z = 0, where the derivative of a constant is meant.
            int zero = like(z, 0);
            int isConstant = program.add(new Op.Compare(Comparison.EQUAL), z, zero);
            accumulate(x, apply(MULTIPLY, g, program.add(new Op.Select(), isConstant, zero, apply(MULTIPLY, z, reduced))));
        }
        if (active.get(z)) {
            int zero = like(x, 0);
            int isPositive = program.add(new Op.Compare(Comparison.GREATER), x, zero);
            int logarithm = apply(LOG, program.add(new Op.Select(), isPositive, x, like(x, 1)));
            accumulate(z, apply(MULTIPLY, g, apply(MULTIPLY, y, logarithm)));
        }
    }

    private void chosen(int x, int z, int isLeft, int g) {
        int zero = like(g, 0);
        both(x, program.add(new Op.Select(), isLeft, g, zero), z, program.add(new Op.Select(), isLeft, zero, g));
    }

    private void both(int x, int gradientOfX, int z, int gradientOfZ) {
        accumulate(x, gradientOfX);
        accumulate(z, gradientOfZ);
    }

    private int reduce(Op.Reduce reduce, int x, int y, int g) {
        int spread = spread(reduce, x, g);
        return switch (reduce.function()) {
            case SUM -> spread;
            case PRODUCT -> apply(MULTIPLY, spread, ProductGradient.otherFactors(program, reduce, x));
            case MAX, MIN -> {
                // Equal extremes share the gradient, as in TensorFlow and PyTorch's amax.
                int hit = program.add(new Op.Cast(program.type(x).dtype()),
                        program.add(new Op.Compare(Comparison.EQUAL), x, spread(reduce, x, y)));
                int hits = spread(reduce, x, program.add(new Op.Reduce(ReduceFunction.SUM, reduce.axes()), hit));
                yield apply(MULTIPLY, spread, apply(DIVIDE, hit, hits));
            }
        };
    }

    /** Repeats a reduced value along the axes that were reduced from {@code x}. */
    private int spread(Op.Reduce reduce, int x, int value) {
        int[] sizes = shape(x).toArray();
        reduce.axes().forEach(axis -> sizes[axis] = 1);
        return program.add(new Op.Broadcast(shape(x)), program.add(new Op.Reshape(Shape.of(sizes)), value));
    }

    private int sumTo(int g, Shape to) {
        Shape from = shape(g);
        int added = from.rank() - to.rank();
        List<Integer> repeated = IntStream.range(0, from.rank())
                .filter(axis -> axis < added || to.size(axis - added) == 1 && from.size(axis) != 1).boxed().toList();
        return program.add(new Op.Reshape(to), program.add(new Op.Reduce(ReduceFunction.SUM, repeated), g));
    }

    private void concat(List<Integer> inputs, int axis, int g) {
        int start = 0;
        for (int input : inputs) {
            if (active.get(input)) {
                List<Integer> starts = new ArrayList<>(Collections.nCopies(shape(g).rank(), 0));
                starts.set(axis, start);
                accumulate(input, slice(g, starts, shape(input)));
            }
            start += shape(input).size(axis);
        }
    }

    private int slice(int value, List<Integer> starts, Shape sizes) {
        return program.add(new Op.Slice(starts, sizes, Collections.nCopies(sizes.rank(), 1)), value);
    }

    private int matrixTranspose(int value) {
        int rank = shape(value).rank();
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.swap(order, rank - 2, rank - 1);
        return program.add(new Op.Transpose(order), value);
    }

    private static List<Integer> inverse(List<Integer> permutation) {
        return IntStream.range(0, permutation.size()).map(permutation::indexOf).boxed().toList();
    }

    private void accumulate(int value, int contribution) {
        if (active.get(value) && program.type(value).dtype() != DType.BOOL) {
            adjoints[value] = adjoints[value] == NONE ? contribution : apply(ADD, adjoints[value], contribution);
        }
    }

    private Shape shape(int value) {
        return program.type(value).shape();
    }

    private int like(int value, double number) {
        return program.constant(program.type(value), number);
    }

    private int apply(UnaryFunction function, int x) {
        return program.add(new Op.Unary(function), x);
    }

    private int apply(BinaryFunction function, int x, int y) {
        return program.add(new Op.Binary(function), x, y);
    }
}
