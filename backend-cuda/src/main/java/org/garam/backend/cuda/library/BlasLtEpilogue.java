package org.garam.backend.cuda.library;

/** What cuBLASLt does with the elements of a product before it stores them ({@code cublasLtEpilogue_t}). */
public enum BlasLtEpilogue {
    NONE(1, false, false),
    /** Adds a vector that has an element for each row of C, which is a column of the row-major matrix. */
    BIAS(4, true, false),
    RELU(2, false, false),
    BIAS_RELU(6, true, false),
    /** The approximation of GELU by a hyperbolic tangent. */
    GELU(32, false, false),
    BIAS_GELU(36, true, false),
    /** The product times the derivative of that approximation, at the elements of a matrix of C's shape. */
    GELU_GRADIENT(192, false, true);

    private final int code;
    private final boolean hasBias;
    private final boolean hasMatrix;

    BlasLtEpilogue(int code, boolean hasBias, boolean hasMatrix) {
        this.code = code;
        this.hasBias = hasBias;
        this.hasMatrix = hasMatrix;
    }

    int code() {
        return code;
    }

    /** {@return whether it reads a vector} */
    public boolean hasBias() {
        return hasBias;
    }

    /** {@return whether it reads a matrix besides} */
    public boolean hasMatrix() {
        return hasMatrix;
    }
}
