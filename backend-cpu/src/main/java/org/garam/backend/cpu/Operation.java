package org.garam.backend.cpu;

/** What a {@link Step.Apply} does: few enough that each has a scalar and a vector form that give the same bits. */
enum Operation {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM, NEGATE, ABSOLUTE, SQUARE_ROOT,
    /** {@code a * b + c} rounded once. */
    FUSED_MULTIPLY_ADD,
    /** On integers and on bool. */
    AND, OR, XOR,
    /** By an amount that is a constant step; the right shift fills with zeros. */
    SHIFT_LEFT, SHIFT_RIGHT,
    /** The right shift that fills with the sign. */
    SHIFT_RIGHT_SIGNED,
    EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL,
    SELECT,
    /** A floating-point number's bits as an integer of the same width, and back. */
    TO_BITS, FROM_BITS,
    /** A number as Java converts it between primitive types. */
    CONVERT,
    /** An int wrapped around to a narrower type. */
    NARROW_INT8, NARROW_INT16, NARROW_UINT8,
    /** Functions of {@link ScalarMath}; a vector is taken apart for them. */
    SIN, COS, POWER;

    /** {@return whether a vector is taken apart for it} */
    boolean isCall() {
        return compareTo(SIN) >= 0;
    }

    boolean isShift() {
        return this == SHIFT_LEFT || this == SHIFT_RIGHT || this == SHIFT_RIGHT_SIGNED;
    }

    boolean isComparison() {
        return compareTo(EQUAL) >= 0 && compareTo(GREATER_EQUAL) <= 0;
    }
}
