package org.garam.op;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/** A scalar function of two arguments of one type, defined here in double precision. */
public enum BinaryFunction {
    ADD(Double::sum),
    SUBTRACT((x, y) -> x - y),
    MULTIPLY((x, y) -> x * y),
    DIVIDE((x, y) -> x / y),
    /** {@code x} to the power {@code y}, as {@link Math#pow}. */
    POWER(Math::pow),
    /** The larger one; NaN if either is NaN. */
    MAXIMUM(Math::max),
    /** The smaller one; NaN if either is NaN. */
    MINIMUM(Math::min),
    /** Logical conjunction, for bool only. */
    AND((x, y) -> x != 0 && y != 0 ? 1 : 0),
    /** Logical disjunction, for bool only. */
    OR((x, y) -> x != 0 || y != 0 ? 1 : 0);

    private final DoubleBinaryOperator definition;

    BinaryFunction(DoubleBinaryOperator definition) {
        this.definition = definition;
    }

    /** {@return the value at {@code x, y}, in double precision} */
    public double apply(double x, double y) {
        return definition.applyAsDouble(x, y);
    }

    /** {@return whether the function is defined for integers as well as for floating-point numbers} */
    public boolean acceptsIntegers() {
        return this != DIVIDE && this != POWER && !isLogical();
    }

    /** {@return whether the arguments and the result are bool} */
    public boolean isLogical() {
        return this == AND || this == OR;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
