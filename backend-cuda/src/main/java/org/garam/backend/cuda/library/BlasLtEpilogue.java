package org.garam.backend.cuda.library;

import java.util.Locale;

/**
 * What cuBLASLt does with the elements of a product before it stores them, under the names of its own
 * {@code cublasLtEpilogue_t}. Some read or write a vector or a matrix besides; a vector has an element for each row of C,
 * which is a column of the row-major matrix, but for {@link #BGRADB}.
 */
public enum BlasLtEpilogue {
    DEFAULT(1, Vector.NONE, Matrix.NONE),
    BIAS(4, Vector.READ, Matrix.NONE),
    RELU(2, Vector.NONE, Matrix.NONE),
    RELU_BIAS(6, Vector.READ, Matrix.NONE),
    /** The approximation of GELU by a hyperbolic tangent. */
    GELU(32, Vector.NONE, Matrix.NONE),
    GELU_BIAS(36, Vector.READ, Matrix.NONE),
    /** Writes which elements passed, for {@link #DRELU}. */
    RELU_AUX(130, Vector.NONE, Matrix.BITS),
    RELU_AUX_BIAS(134, Vector.READ, Matrix.BITS),
    /** Writes what it is applied to, for {@link #DGELU}. */
    GELU_AUX(160, Vector.NONE, Matrix.WRITTEN),
    GELU_AUX_BIAS(164, Vector.READ, Matrix.WRITTEN),
    /** The gradient of ReLU: elements that passed, zero for the others. */
    DRELU(136, Vector.NONE, Matrix.BITS),
    /** Writes the sums of the rows of C too. */
    DRELU_BGRAD(152, Vector.WRITTEN, Matrix.BITS),
    /** The gradient of GELU, which reads what GELU was applied to. */
    DGELU(192, Vector.NONE, Matrix.READ),
    DGELU_BGRAD(208, Vector.WRITTEN, Matrix.READ),
    /** Writes the sums of the rows of op(A). */
    BGRADA(256, Vector.WRITTEN, Matrix.NONE),
    /** Writes the sums of the columns of op(B), one for each column of C. */
    BGRADB(512, Vector.WRITTEN, Matrix.NONE);

    private enum Vector {
        NONE, READ, WRITTEN
    }

    private enum Matrix {
        NONE, READ, WRITTEN, BITS
    }

    private final int code;
    private final Vector vector;
    private final Matrix matrix;

    BlasLtEpilogue(int code, Vector vector, Matrix matrix) {
        this.code = code;
        this.vector = vector;
        this.matrix = matrix;
    }

    int code() {
        return code;
    }

    /** {@return whether it reads or writes a vector} */
    public boolean hasVector() {
        return vector != Vector.NONE;
    }

    /** {@return whether it reads a vector that is added to each column of C} */
    public boolean hasBias() {
        return vector == Vector.READ;
    }

    /** {@return whether it reads or writes a matrix as large as C} */
    public boolean hasMatrix() {
        return matrix != Matrix.NONE;
    }

    /** {@return whether it writes a matrix of elements, what it was applied to} */
    public boolean writesMatrix() {
        return matrix == Matrix.WRITTEN;
    }

    /** {@return whether that matrix has one bit for each element} */
    public boolean hasBits() {
        return matrix == Matrix.BITS;
    }

    /** {@return what the leading dimension of its matrix has to be a multiple of} */
    public int leadingUnit() {
        return hasBits() ? 128 : 8;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
