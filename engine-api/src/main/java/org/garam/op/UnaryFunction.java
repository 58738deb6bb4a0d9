package org.garam.op;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * A scalar function of one argument. The definition given here, in double precision, is what every backend is
 * compared with.
 */
public enum UnaryFunction {
    NEGATE(x -> -x),
    ABS(Math::abs),
    /** -1, 0 or 1; NaN for NaN. */
    SIGN(Math::signum),
    EXP(Math::exp),
    /** {@code exp(x) - 1}, exact near zero. */
    EXPM1(Math::expm1),
    /** The natural logarithm. */
    LOG(Math::log),
    /** {@code log(1 + x)}, exact near zero. */
    LOG1P(Math::log1p),
    SQRT(Math::sqrt),
    RECIPROCAL(x -> 1 / x),
    SIN(Math::sin),
    COS(Math::cos),
    TANH(Math::tanh),
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID(x -> x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
    /** The Gauss error function. */
    ERF(ErrorFunction::erf),
    FLOOR(Math::floor),
    CEIL(Math::ceil),
    /** To the nearest integer, halves to the even one, as in IEEE 754 and NumPy. */
    ROUND(Math::rint),
    /** Logical negation, for bool only. */
    NOT(x -> x == 0 ? 1 : 0);

    private final DoubleUnaryOperator definition;

    UnaryFunction(DoubleUnaryOperator definition) {
        this.definition = definition;
    }

    /** {@return the value at {@code x}, in double precision} */
    public double apply(double x) {
        return definition.applyAsDouble(x);
    }

    /** {@return whether the function is defined for integers as well as for floating-point numbers} */
    public boolean acceptsIntegers() {
        return this == NEGATE || this == ABS || this == SIGN;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
