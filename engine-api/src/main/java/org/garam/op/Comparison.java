package org.garam.op;

import java.util.Locale;

/** A comparison of two scalars of one type; with NaN all are false but {@link #NOT_EQUAL}. */
public enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL;

    /** {@return whether the comparison holds} */
    public boolean test(double x, double y) {
        return switch (this) {
            case EQUAL -> x == y;
            case NOT_EQUAL -> x != y;
            case LESS -> x < y;
            case LESS_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_EQUAL -> x >= y;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
