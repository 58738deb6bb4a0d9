package org.garam.runtime;

import org.garam.op.BinaryFunction;
import org.garam.op.Comparison;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.op.UnaryFunction;
import org.garam.program.ProgramBuilder;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Functions of single elements, broadcast as NumPy does. Made for {@code import static}. */
public final class Elementwise {
    private Elementwise() {}

    /** {@return {@code function} of every element} */
    public static Tensor unary(UnaryFunction function, Tensor x) {
        Arguments.given("unary", "function", function, "a UnaryFunction");
        return Expression.apply(function, (program, operands) -> program.add(new Op.Unary(function), operands), x);
    }

    /** {@return {@code function} of every pair of elements, the operands broadcast to a common shape} */
    public static Tensor binary(BinaryFunction function, Tensor x, Tensor y) {
        Arguments.given("binary", "function", function, "a BinaryFunction");
        return Expression.apply(function, (program, operands) -> program.add(new Op.Binary(function),
                broadcastTogether(program, function.toString(), 0, operands)), x, y);
    }

    /** {@return {@code function} of every element and {@code number}} */
    public static Tensor binary(BinaryFunction function, Tensor x, double number) {
        Arguments.given("binary", "function", function, "a BinaryFunction");
        return binary(function, x, Arguments.tensor(function.toString(), "x", x).like(number));
    }

    /** {@return {@code function} of {@code number} and every element} */
    public static Tensor binary(BinaryFunction function, double number, Tensor x) {
        Arguments.given("binary", "function", function, "a BinaryFunction");
        return binary(function, Arguments.tensor(function.toString(), "x", x).like(number), x);
    }

    /** {@return where {@code comparison} holds, as bool, the operands broadcast to a common shape} */
    public static Tensor compare(Comparison comparison, Tensor x, Tensor y) {
        Arguments.given("compare", "comparison", comparison, "a Comparison");
        return Expression.apply(comparison, (program, operands) -> program.add(new Op.Compare(comparison),
                broadcastTogether(program, comparison.toString(), 0, operands)), x, y);
    }

    /** {@return where {@code comparison} holds, as bool, between every element and {@code number}} */
    public static Tensor compare(Comparison comparison, Tensor x, double number) {
        Arguments.given("compare", "comparison", comparison, "a Comparison");
        return compare(comparison, x, Arguments.tensor(comparison.toString(), "x", x).like(number));
    }

    /**
     * {@return the elements of {@code x} where {@code condition} (bool) is true, else those of {@code y}; all
     * broadcast}
     */
    public static Tensor where(Tensor condition, Tensor x, Tensor y) {
        return Expression.apply("where", (program, operands) -> program.add(new Op.Select(),
                broadcastTogether(program, "where", 1, operands)), condition, x, y);
    }

    /** {@return the elements of {@code x} where {@code condition} (bool) is true, else {@code number}} */
    public static Tensor where(Tensor condition, Tensor x, double number) {
        return where(condition, x, Arguments.tensor("where", "x", x).like(number));
    }

    /** {@return the values as {@code dtype}; floating-point numbers become integers towards zero} */
    public static Tensor cast(Tensor x, DType dtype) {
        Arguments.given("cast", "dtype", dtype, "an element type, for example DType.FLOAT32");
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
        Arguments.tensor("softplus", "x", x);
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
        return binary(BinaryFunction.MULTIPLY, x, x);
    }

    /** {@return 1 / sqrt(x)} */
    public static Tensor rsqrt(Tensor x) {
        return reciprocal(sqrt(x));
    }

    /** {@return 1 / x} */
    public static Tensor reciprocal(Tensor x) {
        return unary(UnaryFunction.RECIPROCAL, x);
    }

    /** {@return the sine of x radians} */
    public static Tensor sin(Tensor x) {
        return unary(UnaryFunction.SIN, x);
    }

    /** {@return the cosine of x radians} */
    public static Tensor cos(Tensor x) {
        return unary(UnaryFunction.COS, x);
    }

    /** {@return the tangent of x radians} */
    public static Tensor tan(Tensor x) {
        return sin(x).div(cos(x));
    }

    /** {@return the Gauss error function} */
    public static Tensor erf(Tensor x) {
        return unary(UnaryFunction.ERF, x);
    }

    /** {@return the largest whole number that is not above x} */
    public static Tensor floor(Tensor x) {
        return unary(UnaryFunction.FLOOR, x);
    }

    /** {@return the smallest whole number that is not below x} */
    public static Tensor ceil(Tensor x) {
        return unary(UnaryFunction.CEIL, x);
    }

    /** {@return the nearest whole number; of two the even one} */
    public static Tensor round(Tensor x) {
        return unary(UnaryFunction.ROUND, x);
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
        return maximum(x, Arguments.tensor("maximum", "x", x).like(lowest));
    }

    /** {@return the smaller of each pair; the gradient goes to {@code x} where they are equal} */
    public static Tensor minimum(Tensor x, Tensor y) {
        return binary(BinaryFunction.MINIMUM, y, x);
    }

    /** {@return every element, but {@code highest} where that is smaller; at a tie the gradient goes to {@code x}} */
    public static Tensor minimum(Tensor x, double highest) {
        return minimum(x, Arguments.tensor("minimum", "x", x).like(highest));
    }

    /** {@return x limited to [lowest, highest]} */
    public static Tensor clip(Tensor x, double lowest, double highest) {
        return minimum(maximum(x, lowest), highest);
    }

    // ---- arithmetic -------------------------------------------------------------------------------------------------

    /** {@return x + y} */
    public static Tensor add(Tensor x, Tensor y) {
        return binary(BinaryFunction.ADD, x, y);
    }

    /** {@return x - y} */
    public static Tensor subtract(Tensor x, Tensor y) {
        return binary(BinaryFunction.SUBTRACT, x, y);
    }

    /** {@return x * y} */
    public static Tensor multiply(Tensor x, Tensor y) {
        return binary(BinaryFunction.MULTIPLY, x, y);
    }

    /**
     * {@return x / y} Of integers the true quotient, as in TensorFlow and NumPy: float32 of integers of 8 and 16 bits, else
     * float64.
     */
    public static Tensor divide(Tensor x, Tensor y) {
        return WholeNumbers.areTo("divide", x, y)
                ? binary(BinaryFunction.DIVIDE, WholeNumbers.floating(x), WholeNumbers.floating(y))
                : binary(BinaryFunction.DIVIDE, x, y);
    }

    /**
     * {@return the largest whole number not above x / y, of the operands' type} Of integers it is exact, and 0 where y is
     * 0, as in NumPy.
     */
    public static Tensor floorDivide(Tensor x, Tensor y) {
        return WholeNumbers.areTo("floorDivide", x, y) ? WholeNumbers.floorDivide(x, y) : floor(divide(x, y));
    }

    /**
     * {@return x - y * floorDivide(x, y), which has the sign of y} Of integers it is exact, and 0 where y is 0, as in
     * NumPy.
     */
    public static Tensor floorMod(Tensor x, Tensor y) {
        return WholeNumbers.areTo("floorMod", x, y) ? WholeNumbers.floorMod(x, y) : x.sub(floorDivide(x, y).mul(y));
    }

    /**
     * {@return x to the power y} Integers are computed in float64 and rounded: exact below 2^52, undefined where the
     * result overflows the type or y is negative.
     */
    public static Tensor pow(Tensor x, Tensor y) {
        return WholeNumbers.areTo("pow", x, y) ? WholeNumbers.pow(x, y) : binary(BinaryFunction.POWER, x, y);
    }

    /** {@return x to the power {@code number}, see {@link #pow(Tensor, Tensor)}} */
    public static Tensor pow(Tensor x, double number) {
        return Arguments.tensor("pow", "x", x).pow(number);
    }

    // ---- broadcasting -----------------------------------------------------------------------------------------------

    /** Repeats the operands to their common shape; those from {@code first} on are of one element type. */
    private static int[] broadcastTogether(ProgramBuilder program, String name, int first, int... operands) {
        Shape common = Shape.SCALAR;
        for (int i = 0; i < operands.length; i++) {
            TensorType type = program.type(operands[i]);
            TensorType alike = program.type(operands[first]);
            if (i >= first && type.dtype() != alike.dtype()) {
                throw new ShapeException(name + ": element types differ: " + alike + " and " + type
                        + "; cast one of them, for example y.cast(x.dtype())");
            }
            common = commonShape(name, common, type.shape());
        }
        int[] repeated = new int[operands.length];
        for (int i = 0; i < operands.length; i++) {
            repeated[i] = program.add(new Op.Broadcast(common), operands[i]);
        }
        return repeated;
    }

    static Shape commonShape(String name, Shape first, Shape second) {
        int rank = Math.max(first.rank(), second.rank());
        int[] sizes = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int a = i <= first.rank() ? first.size(-i) : 1;
            int b = i <= second.rank() ? second.size(-i) : 1;
            if (a != b && a != 1 && b != 1) {
                throw new ShapeException(name + ": cannot broadcast " + first + " and " + second
                        + ": counted from the last axis, sizes must be equal or 1, received " + a + " and " + b
                        + "; reshape one of them or add an axis of size 1 (expandDims)");
            }
            sizes[rank - i] = a == 1 ? b : a;
        }
        return Shape.of(sizes);
    }
}
