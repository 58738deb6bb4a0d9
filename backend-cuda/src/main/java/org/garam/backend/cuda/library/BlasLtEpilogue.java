package org.garam.backend.cuda.library;

import java.util.Locale;

/**
 * What cuBLASLt does with the elements of a product before it stores them ({@code cublasLtEpilogue_t}).
 *
 * <p>Its gradients of activations are not among them: that of ReLU reads a mask of bits that only its own forward pass
 * writes, where a plan keeps the activation, which the next layer reads anyway; that of GELU starts from the sum before
 * the activation, where a plan starts from what the forward pass computed from it.
 */
public enum BlasLtEpilogue {
    NONE(1, false),
    /** Adds a vector that has an element for each row of C, which is a column of the row-major matrix. */
    BIAS(4, true),
    RELU(2, false),
    BIAS_RELU(6, true),
    /** The approximation of GELU by a hyperbolic tangent. */
    GELU(32, false),
    BIAS_GELU(36, true);

    private final int code;
    private final boolean hasBias;

    BlasLtEpilogue(int code, boolean hasBias) {
        this.code = code;
        this.hasBias = hasBias;
    }

    int code() {
        return code;
    }

    /** {@return whether it reads a vector} */
    public boolean hasBias() {
        return hasBias;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
