package org.garam.conformance;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.ReduceFunction;
import org.garam.op.UnaryFunction;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** What models are made of, written in ops. */
final class Formulas {
    private Formulas() {}

    static int softmax(Ops ops, int x) {
        int exponential = ops.exp(ops.subtract(x, ops.rowwise(ReduceFunction.MAX, x)));
        return ops.divide(exponential, ops.rowwise(ReduceFunction.SUM, exponential));
    }

    static int logSoftmax(Ops ops, int x) {
        int shifted = ops.subtract(x, ops.rowwise(ReduceFunction.MAX, x));
        return ops.subtract(shifted, ops.log(ops.rowwise(ReduceFunction.SUM, ops.exp(shifted))));
    }

    /** {@return for labels [n] the rows [n, classes] that are one at the label} */
    static int oneHot(Ops ops, DType dtype, int labels, int classes) {
        int count = ops.shape(labels).size(0);
        int repeated = ops.broadcast(ops.reshape(labels, count, 1), count, classes);
        return ops.cast(dtype, ops.compare(Comparison.EQUAL, repeated, ops.iota(ops.type(repeated), 1)));
    }

    /** {@return the mean cross-entropy of logits [n, classes] and labels [n]} */
    static int crossEntropy(Ops ops, int logits, int labels) {
        int expected = oneHot(ops, ops.type(logits).dtype(), labels, ops.shape(logits).size(1));
        int likelihood = ops.sum(ops.multiply(expected, logSoftmax(ops, logits)), 1);
        return ops.unary(UnaryFunction.NEGATE, ops.mean(likelihood));
    }

    static int layerNorm(Ops ops, int x, int gamma, int beta) {
        int size = ops.shape(x).size(-1);
        int centered = ops.subtract(x, ops.scale(ops.rowwise(ReduceFunction.SUM, x), 1.0 / size));
        int variance = ops.scale(ops.rowwise(ReduceFunction.SUM, ops.multiply(centered, centered)), 1.0 / size);
        int normal = ops.divide(centered, ops.sqrt(ops.plus(variance, 1e-5)));
        Shape shape = ops.shape(x);
        return ops.add(ops.multiply(normal, ops.broadcast(gamma, shape)), ops.broadcast(beta, shape));
    }

    /** {@return the position of the first largest element of each row, as int32} */
    static int argMax(Ops ops, int x) {
        int hit = ops.compare(Comparison.EQUAL, x, ops.rowwise(ReduceFunction.MAX, x));
        int position = ops.iota(ops.typeOf(DType.INT32, x), ops.shape(x).rank() - 1);
        int large = ops.like(position, ops.shape(x).size(-1));
        return ops.reduce(ReduceFunction.MIN, ops.select(hit, position, large), ops.shape(x).rank() - 1);
    }

    static int gelu(Ops ops, int x) {
        int error = ops.unary(UnaryFunction.ERF, ops.scale(x, Math.sqrt(0.5)));
        return ops.multiply(ops.scale(x, 0.5), ops.plus(error, 1));
    }

    /** {@return {@code x} with about {@code rate} of its elements zeroed and the others scaled up} */
    static int dropout(Ops ops, int x, int state, double rate) {
        int drawn = ops.random(ops.type(x), state);
        int kept = ops.compare(Comparison.GREATER_EQUAL, drawn, ops.like(drawn, rate));
        return ops.select(kept, ops.scale(x, 1 / (1 - rate)), ops.like(x, 0));
    }

    /** Adam's new weights, first and second moment; {@code step} is a scalar that counts from 1. */
    record Adam(int weights, int first, int second) {
        static Adam of(Ops ops, int weights, int gradient, int first, int second, int step) {
            int newFirst = ops.add(ops.scale(first, 0.9), ops.scale(gradient, 0.1));
            int newSecond = ops.add(ops.scale(second, 0.99), ops.scale(ops.multiply(gradient, gradient), 0.01));
            int corrected = ops.divide(newFirst, ops.broadcast(bias(ops, step, 0.9), ops.shape(first)));
            int scale = ops.sqrt(ops.divide(newSecond, ops.broadcast(bias(ops, step, 0.99), ops.shape(second))));
            int change = ops.divide(ops.scale(corrected, 0.01), ops.plus(scale, 1e-4));
            return new Adam(ops.subtract(weights, change), newFirst, newSecond);
        }

        private static int bias(Ops ops, int step, double decay) {
            int power = ops.binary(BinaryFunction.POWER, ops.like(step, decay), step);
            return ops.subtract(ops.like(step, 1), power);
        }
    }

    /** Two dense layers whose weights and biases lie one behind the other in a flat parameter. */
    record Perceptron(int inputs, int hidden, int classes) {
        int size() {
            return inputs * hidden + hidden + hidden * classes + classes;
        }

        int logits(Ops ops, int x, int flat) {
            int biasStart = inputs * hidden;
            int secondStart = biasStart + hidden;
            int first = ops.relu(ops.dense(x, ops.part(flat, 0, inputs, hidden), ops.part(flat, biasStart, hidden)));
            return ops.dense(first, ops.part(flat, secondStart, hidden, classes),
                    ops.part(flat, secondStart + hidden * classes, classes));
        }
    }

    /** {@return {@code count} rows of {@code data}, from the one at the scalar position {@code start} on} */
    static int batch(Ops ops, int data, int start, int count) {
        int offsets = ops.iota(ops.type(start).with(Shape.of(count)), 0);
        return ops.gather(data, ops.add(ops.broadcast(start, count), offsets));
    }
}
