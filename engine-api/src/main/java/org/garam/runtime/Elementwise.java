package org.garam.runtime;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.op.UnaryFunction;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Functions of single elements, broadcast as NumPy does. Made for {@code import static}. */
public final class Elementwise {
    private Elementwise() {}

    /** {@return {@code function} of every element} */
    public static Tensor unary(UnaryFunction function, Tensor x) {
        return Expression.apply(function, (program, operands) -> program.add(new Op.Unary(function), operands), x);
    }

    /** {@return {@code function} of every pair of elements, the operands broadcast to a common shape} */
    public static Tensor binary(BinaryFunction function, Tensor x, Tensor y) {
        return Expression.apply(function, (program, operands) -> program.add(new Op.Binary(function),
                broadcastTogether(program, function.toString(), operands)), x, y);
    }

    /** {@return {@code function} of every element and {@code number}} */
    public static Tensor binary(BinaryFunction function, Tensor x, double number) {
        return binary(function, x, x.like(number));
    }

    /** {@return {@code function} of {@code number} and every element} */
    public static Tensor binary(BinaryFunction function, double number, Tensor x) {
        return binary(function, x.like(number), x);
    }

    /** {@return where {@code comparison} holds, as bool, the operands broadcast to a common shape} */
    public static Tensor compare(Comparison comparison, Tensor x, Tensor y) {
        return Expression.apply(comparison, (program, operands) -> program.add(new Op.Compare(comparison),
                broadcastTogether(program, comparison.toString(), operands)), x, y);
    }

    /** {@return where {@code comparison} holds, as bool, between every element and {@code number}} */
    public static Tensor compare(Comparison comparison, Tensor x, double number) {
        return compare(comparison, x, x.like(number));
    }

    /**
     * {@return the elements of {@code x} where {@code condition} (bool) is true, else those of {@code y}; all
     * broadcast}
     */
    public static Tensor where(Tensor condition, Tensor x, Tensor y) {
        return Expression.apply("where", (program, operands) -> program.add(new Op.Select(),
                broadcastTogether(program, "where", operands)), condition, x, y);
    }

    /** {@return the elements of {@code x} where {@code condition} (bool) is true, else {@code number}} */
    public static Tensor where(Tensor condition, Tensor x, double number) {
        return where(condition, x, x.like(number));
    }

    /** {@return the values as {@code dtype}; floating-point numbers become integers towards zero} */
    public static Tensor cast(Tensor x, DType dtype) {
        return Expression.apply(dtype, (program, operands) -> program.add(new Op.Cast(dtype), operands), x);
    }

    /** {@return {@code x}, constant to differentiation} */
    public static Tensor stopGradient(Tensor x) {
        return Expression.apply("stopGradient", (program, operands) -> program.add(new Op.StopGradient(), operands), x);
    }

    /** {@return e to the power x} */
    public static Tensor exp(Tensor x) {
        return unary(UnaryFunction.EXP, x);
    }

    /** {@return exp(x) - 1, exact near zero} */
    public static Tensor expm1(Tensor x) {
        return unary(UnaryFunction.EXPM1, x);
    }

    /** {@return the natural logarithm} */
    public static Tensor log(Tensor x) {
        return unary(UnaryFunction.LOG, x);
    }

    /** {@return the logarithm of 1 + x, exact near zero} */
    public static Tensor log1p(Tensor x) {
        return unary(UnaryFunction.LOG1P, x);
    }

    /** {@return the hyperbolic tangent} */
    public static Tensor tanh(Tensor x) {
        return unary(UnaryFunction.TANH, x);
    }

    /** {@return 1 / (1 + exp(-x))} */
    public static Tensor sigmoid(Tensor x) {
        return unary(UnaryFunction.SIGMOID, x);
    }

    /** {@return log(1 + exp(x)), for x of any size} */
    public static Tensor softplus(Tensor x) {
        Tensor positive = binary(BinaryFunction.MAXIMUM, x, 0);
        // x - 2 max(x, 0) is -|x|, but gives the gradient one half at 0 whichever side of the maximum takes the tie.
        return positive.add(log1p(exp(x.sub(positive.mul(2)))));
    }

    /** {@return the square root} */
    public static Tensor sqrt(Tensor x) {
        return unary(UnaryFunction.SQRT, x);
    }

    /** {@return x * x} */
    public static Tensor square(Tensor x) {
        return x.mul(x);
    }

    /** {@return the magnitude} */
    public static Tensor abs(Tensor x) {
        return unary(UnaryFunction.ABS, x);
    }

    /** {@return -1, 0 or 1} */
    public static Tensor sign(Tensor x) {
        return unary(UnaryFunction.SIGN, x);
    }

    /** {@return -x} */
    public static Tensor neg(Tensor x) {
        return unary(UnaryFunction.NEGATE, x);
    }

    /** {@return the larger of each pair; the gradient goes to {@code x} where they are equal} */
    public static Tensor maximum(Tensor x, Tensor y) {
        // The op gives ties to its right operand.
        return binary(BinaryFunction.MAXIMUM, y, x);
    }

    /** {@return every element, but {@code lowest} where that is larger; at a tie the gradient goes to {@code x}} */
    public static Tensor maximum(Tensor x, double lowest) {
        return maximum(x, x.like(lowest));
    }

    /** {@return the smaller of each pair; the gradient goes to {@code x} where they are equal} */
    public static Tensor minimum(Tensor x, Tensor y) {
        return binary(BinaryFunction.MINIMUM, y, x);
    }

    /** {@return every element, but {@code highest} where that is smaller; at a tie the gradient goes to {@code x}} */
    public static Tensor minimum(Tensor x, double highest) {
        return minimum(x, x.like(highest));
    }

    /** {@return x limited to [lowest, highest]} */
    public static Tensor clip(Tensor x, double lowest, double highest) {
        return minimum(maximum(x, lowest), highest);
    }

    private static int[] broadcastTogether(ProgramBuilder program, String name, int... operands) {
        Shape common = Shape.SCALAR;
        for (int operand : operands) {
            common = commonShape(name, common, program.type(operand).shape());
        }
        int[] alike = new int[operands.length];
        for (int i = 0; i < operands.length; i++) {
            alike[i] = program.add(new Op.Broadcast(common), operands[i]);
        }
        return alike;
    }

    static Shape commonShape(String name, Shape first, Shape second) {
        int rank = Math.max(first.rank(), second.rank());
        int[] sizes = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int a = i <= first.rank() ? first.size(-i) : 1;
            int b = i <= second.rank() ? second.size(-i) : 1;
            if (a != b && a != 1 && b != 1) {
                throw new ShapeException(name + ": cannot broadcast " + first + " and " + second
                        + ": counted from the last axis, sizes must be equal or 1, received " + a + " and " + b);
            }
            sizes[rank - i] = a == 1 ? b : a;
        }
        return Shape.of(sizes);
    }

}
