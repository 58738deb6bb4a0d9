package org.garam.runtime;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.UnaryFunction;

/** Comparisons of elements, which give bool tensors, and what is done with those. Made for {@code import static}. */
public final class Comparisons {
    private Comparisons() {}

    /** {@return where x = y} */
    public static Tensor equal(Tensor x, Tensor y) {
        return Elementwise.compare(Comparison.EQUAL, x, y);
    }

    /** {@return where x = number} */
    public static Tensor equal(Tensor x, double number) {
        return Elementwise.compare(Comparison.EQUAL, x, number);
    }

    /** {@return where x ≠ y, NaN included} */
    public static Tensor notEqual(Tensor x, Tensor y) {
        return Elementwise.compare(Comparison.NOT_EQUAL, x, y);
    }

    /** {@return where x ≠ number, NaN included} */
    public static Tensor notEqual(Tensor x, double number) {
        return Elementwise.compare(Comparison.NOT_EQUAL, x, number);
    }

    /** {@return where x < y} */
    public static Tensor less(Tensor x, Tensor y) {
        return Elementwise.compare(Comparison.LESS, x, y);
    }

    /** {@return where x < number} */
    public static Tensor less(Tensor x, double number) {
        return Elementwise.compare(Comparison.LESS, x, number);
    }

    /** {@return where x ≤ y} */
    public static Tensor lessEqual(Tensor x, Tensor y) {
        return Elementwise.compare(Comparison.LESS_EQUAL, x, y);
    }

    /** {@return where x ≤ number} */
    public static Tensor lessEqual(Tensor x, double number) {
        return Elementwise.compare(Comparison.LESS_EQUAL, x, number);
    }

    /** {@return where x > y} */
    public static Tensor greater(Tensor x, Tensor y) {
        return Elementwise.compare(Comparison.GREATER, x, y);
    }

    /** {@return where x > number} */
    public static Tensor greater(Tensor x, double number) {
        return Elementwise.compare(Comparison.GREATER, x, number);
    }

    /** {@return where x ≥ y} */
    public static Tensor greaterEqual(Tensor x, Tensor y) {
        return Elementwise.compare(Comparison.GREATER_EQUAL, x, y);
    }

    /** {@return where x ≥ number} */
    public static Tensor greaterEqual(Tensor x, double number) {
        return Elementwise.compare(Comparison.GREATER_EQUAL, x, number);
    }

    /** {@return where x is NaN} */
    public static Tensor isNaN(Tensor x) {
        return notEqual(x, x);
    }

    /** {@return where x is neither NaN nor infinite} */
    public static Tensor isFinite(Tensor x) {
        return Arguments.tensor("isFinite", "x", x).dtype().isFloating()
                ? less(Elementwise.abs(x), Double.POSITIVE_INFINITY) : equal(x, x);
    }

    /** {@return where x is an infinity} */
    public static Tensor isInfinite(Tensor x) {
        return Arguments.tensor("isInfinite", "x", x).dtype().isFloating()
                ? equal(Elementwise.abs(x), Double.POSITIVE_INFINITY) : notEqual(x, x);
    }

    /** {@return where both bool tensors are true} */
    public static Tensor logicalAnd(Tensor x, Tensor y) {
        return Elementwise.binary(BinaryFunction.AND, x, y);
    }

    /** {@return where one of the bool tensors is true, or both} */
    public static Tensor logicalOr(Tensor x, Tensor y) {
        return Elementwise.binary(BinaryFunction.OR, x, y);
    }

    /** {@return where one of the bool tensors is true and the other is not} */
    public static Tensor logicalXor(Tensor x, Tensor y) {
        return logicalAnd(logicalOr(x, y), logicalNot(logicalAnd(x, y)));
    }

    /** {@return where the bool tensor is false} */
    public static Tensor logicalNot(Tensor x) {
        return Elementwise.unary(UnaryFunction.NOT, x);
    }
}
