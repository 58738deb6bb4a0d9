package org.garam.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.Precision;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Short names for adding ops to a program, so that a case reads like its formula. Values are numbers. */
public record Ops(ProgramBuilder program) {

    public TensorType type(int x) {
        return program.type(x);
    }

    public Shape shape(int x) {
        return type(x).shape();
    }

    // ---- sources ----------------------------------------------------------------------------------------------------

    public int constant(TensorType type, double value) {
        return program.add(new Op.Constant(type, value));
    }

    /** {@return {@code value} everywhere, of the type of {@code x}} */
    public int like(int x, double value) {
        return constant(type(x), value);
    }

    public int iota(TensorType type, int axis) {
        return program.add(new Op.Iota(type, axis));
    }

    public int random(TensorType type, int state) {
        return program.add(new Op.RandomUniform(type), state);
    }

    // ---- elementwise ------------------------------------------------------------------------------------------------

    public int unary(UnaryFunction function, int x) {
        return program.add(new Op.Unary(function), x);
    }

    public int binary(BinaryFunction function, int x, int y) {
        return program.add(new Op.Binary(function), x, y);
    }

    public int add(int x, int y) {
        return binary(BinaryFunction.ADD, x, y);
    }

    public int subtract(int x, int y) {
        return binary(BinaryFunction.SUBTRACT, x, y);
    }

    public int multiply(int x, int y) {
        return binary(BinaryFunction.MULTIPLY, x, y);
    }

    public int divide(int x, int y) {
        return binary(BinaryFunction.DIVIDE, x, y);
    }

    /** {@return {@code x + number}} */
    public int plus(int x, double number) {
        return add(x, like(x, number));
    }

    /** {@return {@code x * number}} */
    public int scale(int x, double number) {
        return multiply(x, like(x, number));
    }

    public int exp(int x) {
        return unary(UnaryFunction.EXP, x);
    }

    public int log(int x) {
        return unary(UnaryFunction.LOG, x);
    }

    public int sqrt(int x) {
        return unary(UnaryFunction.SQRT, x);
    }

    public int tanh(int x) {
        return unary(UnaryFunction.TANH, x);
    }

    public int relu(int x) {
        return binary(BinaryFunction.MAXIMUM, x, like(x, 0));
    }

    public int compare(Comparison comparison, int x, int y) {
        return program.add(new Op.Compare(comparison), x, y);
    }

    public int select(int condition, int whenTrue, int whenFalse) {
        return program.add(new Op.Select(), condition, whenTrue, whenFalse);
    }

    public int cast(DType dtype, int x) {
        return program.add(new Op.Cast(dtype), x);
    }

    public int stopGradient(int x) {
        return program.add(new Op.StopGradient(), x);
    }

    // ---- shape ------------------------------------------------------------------------------------------------------

    public int broadcast(int x, int... sizes) {
        return program.add(new Op.Broadcast(Shape.of(sizes)), x);
    }

    public int broadcast(int x, Shape shape) {
        return program.add(new Op.Broadcast(shape), x);
    }

    public int reshape(int x, int... sizes) {
        return program.add(new Op.Reshape(Shape.of(sizes)), x);
    }

    public int transpose(int x, Integer... permutation) {
        return program.add(new Op.Transpose(List.of(permutation)), x);
    }

    /** {@return {@code x} with its last two axes exchanged} */
    public int matrixTranspose(int x) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, shape(x).rank()).boxed().toList());
        Collections.swap(order, order.size() - 2, order.size() - 1);
        return program.add(new Op.Transpose(order), x);
    }

    public int slice(int x, List<Integer> starts, List<Integer> sizes, List<Integer> steps) {
        return program.add(new Op.Slice(starts, Shape.of(sizes), steps), x);
    }

    /** {@return the elements of a vector from {@code start} on under a shape: how a weight lies in a flat parameter} */
    public int part(int vector, int start, int... sizes) {
        Shape shape = Shape.of(sizes);
        int slice = slice(vector, List.of(start), List.of(Math.toIntExact(shape.count())), List.of(1));
        return program.add(new Op.Reshape(shape), slice);
    }

    /** {@return all elements as a vector} */
    public int flatten(int x) {
        return reshape(x, Math.toIntExact(shape(x).count()));
    }

    public int pad(int x, List<Integer> before, List<Integer> after, double value) {
        return program.add(new Op.Pad(before, after, value), x);
    }

    public int concat(int axis, int... parts) {
        return program.add(new Op.Concat(axis), parts);
    }

    // ---- contraction, reduction, indexing ---------------------------------------------------------------------------

    public int reduce(ReduceFunction function, int x, Integer... axes) {
        return program.add(new Op.Reduce(function, List.of(axes)), x);
    }

    public int sum(int x, Integer... axes) {
        return reduce(ReduceFunction.SUM, x, axes);
    }

    /** {@return the sum of all elements, a scalar} */
    public int total(int x) {
        return program.add(new Op.Reduce(ReduceFunction.SUM, IntStream.range(0, shape(x).rank()).boxed().toList()), x);
    }

    /** {@return the mean of all elements, a scalar} */
    public int mean(int x) {
        return scale(total(x), 1.0 / shape(x).count());
    }

    /** {@return a reduction over the last axis, repeated along that axis} */
    public int rowwise(ReduceFunction function, int x) {
        int last = shape(x).rank() - 1;
        int reduced = reduce(function, x, last);
        return broadcast(program.add(new Op.Reshape(shape(x).with(last, 1)), reduced), shape(x));
    }

    /** {@return the product in the type of its operands} */
    public int matmul(int a, int b) {
        return matmul(Precision.FULL, a, b);
    }

    /** {@return the product in the type of its operands} */
    public int matmul(Precision precision, int a, int b) {
        return cast(type(a).dtype(), program.add(new Op.MatMul(precision), a, b));
    }

    public int gather(int data, int positions) {
        return program.add(new Op.Gather(), data, positions);
    }

    public int scatterAdd(int rows, int positions, int added) {
        return program.add(new Op.ScatterAdd(rows), positions, added);
    }

    /** {@return {@code x . weights + bias}} */
    public int dense(int x, int weights, int bias) {
        int product = matmul(x, weights);
        return add(product, broadcast(bias, shape(product)));
    }

    /** {@return the type with the shape of {@code x} and other elements} */
    public TensorType typeOf(DType dtype, int x) {
        return type(x).with(dtype);
    }}
