package org.garam.runtime;

import static org.garam.runtime.Comparisons.equal;
import static org.garam.runtime.Comparisons.greaterEqual;
import static org.garam.runtime.Comparisons.less;
import static org.garam.runtime.Comparisons.logicalAnd;
import static org.garam.runtime.Comparisons.notEqual;
import static org.garam.runtime.Elementwise.abs;
import static org.garam.runtime.Elementwise.cast;
import static org.garam.runtime.Elementwise.floor;
import static org.garam.runtime.Elementwise.where;

import org.garam.op.BinaryFunction;
import org.garam.tensor.DType;

/**
 * Division and powers of integers, computed with floating-point numbers: devices have no such instructions for vectors,
 * and a quotient of 32-bit integers is farther from the next whole number than float64 rounds (of 16 bits: float32).
 */
final class WholeNumbers {
    private WholeNumbers() {}

    /** {@return whether both operands are integers of one type} */
    static boolean areTo(String function, Tensor x, Tensor y) {
        Arguments.tensor(function, "x", x);
        Arguments.tensor(function, "y", y);
        return x.dtype().isInteger() && x.dtype() == y.dtype();
    }

    /** {@return the values as float32 if that holds all of them exactly, else as float64} */
    static Tensor floating(Tensor x) {
        return cast(x, x.dtype().bytes() <= 2 ? DType.FLOAT32 : DType.FLOAT64);
    }

    static Tensor floorDivide(Tensor x, Tensor y) {
        return Fragment.compose("floorDivide", operands -> quotient(operands.getFirst(), operands.getLast()), x, y);
    }

    static Tensor floorMod(Tensor x, Tensor y) {
        return Fragment.compose("floorMod", operands -> {
            Tensor a = operands.getFirst();
            Tensor b = operands.getLast();
            Tensor remainder = a.sub(quotient(a, b).mul(b));
            return where(equal(b, 0), remainder.like(0), remainder);
        }, x, y);
    }

    /** {@return the quotient without its fraction, towards zero} */
    static Tensor truncatedDivide(Tensor x, Tensor y) {
        return Fragment.compose("truncatedDivide", operands -> {
            Tensor a = operands.getFirst();
            Tensor b = operands.getLast();
            return Elementwise.sign(a).mul(Elementwise.sign(b)).mul(quotient(abs(a), abs(b)));
        }, x, y);
    }

    static Tensor pow(Tensor x, Tensor y) {
        return Fragment.compose("pow", operands -> {
            Tensor power = Elementwise.binary(BinaryFunction.POWER, cast(operands.getFirst(), DType.FLOAT64),
                    cast(operands.getLast(), DType.FLOAT64));
            return cast(Elementwise.round(power), operands.getFirst().dtype());
        }, x, y);
    }

    private static Tensor quotient(Tensor x, Tensor y) {
        Tensor isZero = equal(y, 0);
        Tensor divisor = where(isZero, y.like(1), y);
        Tensor quotient = rounded(x, divisor);
        if (x.dtype() == DType.INT64) {
            // float64 holds 53 of the 64 bits: what is left is divided again, and then is off by one at most.
            quotient = quotient.add(rounded(x.sub(quotient.mul(divisor)), divisor));
            Tensor left = x.sub(quotient.mul(divisor));
            Tensor isBelow = logicalAnd(notEqual(left, 0), notEqual(less(left, 0), less(divisor, 0)));
            Tensor isAbove = logicalAnd(equal(less(left, 0), less(divisor, 0)), greaterEqual(abs(left), abs(divisor)));
            quotient = quotient.sub(cast(isBelow, DType.INT64)).add(cast(isAbove, DType.INT64));
        }
        return where(isZero, quotient.like(0), quotient);
    }

    private static Tensor rounded(Tensor x, Tensor divisor) {
        return cast(floor(floating(x).div(floating(divisor))), x.dtype());
    }
}
