package org.garam.kernels;

/** Index expressions without the zeros and ones that a reader would have to look past. */
final class GemmText {
    private GemmText() {}

    static String sum(String x, String y) {
        return x.equals("0") ? y : y.equals("0") ? x : x + " + " + y;
    }

    static String plus(String x, long offset) {
        return offset == 0 ? x : offset < 0 ? x + " - " + -offset : sum(x, String.valueOf(offset));
    }

    /** {@return a variable multiplied by a number} */
    static String times(String variable, long factor) {
        return factor == 1 ? variable : factor == 0 || variable.equals("0") ? "0"
                : variable + " * " + (factor < 0 ? "(" + factor + ")" : factor);
    }

    /** {@return the position along an axis of {@code size}, where {@code inner} positions of {@code linear} share one} */
    static String position(String linear, long inner, long size) {
        return size == 1 ? "0" : quotient(linear, inner) + " % " + size;
    }

    static String quotient(String linear, long inner) {
        return inner == 1 ? linear : linear + " / " + inner;
    }

    /** {@return the smaller of a variable expression and a number} */
    static String atMost(String x, long most) {
        return x + " < " + most + " ? " + x + " : " + most;
    }
}
