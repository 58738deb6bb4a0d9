package org.garam.backend.cuda.product;

import java.util.Optional;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.BlasLtEpilogue;
import org.garam.backend.cuda.library.BlasLtProduct;
import org.garam.plan.View;

/**
 * A product by cuBLASLt, with its epilogue.
 *
 * @param vector the epilogue's vector, or null
 * @param matrix the epilogue's matrix in the plan's memory, or null
 * @param bits where its matrix of bits begins in what calls leave for later ones; meaningless without one
 */
record BlasLtCall(BlasLtProduct product, ProductCall call, BlasLtEpilogue epilogue, View vector, View matrix, long bits)
        implements KernelPart.LibraryCall {
    /** Memory of the device begins at multiples of this. */
    static final int ALIGNMENT_OF_MEMORY = 256;

    /** {@return the call; nothing if the library has no algorithm for it} */
    static Optional<BlasLtCall> of(BlasLt library, ProductCall call, BlasLtEpilogue epilogue, View vector, View matrix) {
        int leading = matrixLeading(call, epilogue, matrix);
        if (epilogue.hasMatrix() && leading == 0) {
            return Optional.empty();
        }
        BlasLt.Alignment alignment = new BlasLt.Alignment(alignment(call.a()), alignment(call.b()), alignment(call.c()),
                alignment(vector), alignment(matrix));
        return library.plan(call.product(), new BlasLt.Epilogue(epilogue, vector == null ? null : vector.dtype(), leading),
                alignment).map(product -> new BlasLtCall(product, call, epilogue, vector, matrix, 0));
    }

    /** {@return the largest power of two that is sure to divide the address, in bytes} */
    static int alignment(View view) {
        long bytes = view == null ? 0 : view.offset() * view.dtype().bytes();
        return (int) Math.min(ALIGNMENT_OF_MEMORY, bytes == 0 ? ALIGNMENT_OF_MEMORY : Long.lowestOneBit(bytes));
    }

    /** {@return the distance between the library's columns; 0 if it is none that the library takes} */
    private static int matrixLeading(ProductCall call, BlasLtEpilogue epilogue, View matrix) {
        int unit = epilogue.leadingUnit();
        if (epilogue.hasBits()) {
            return Math.ceilDiv(call.product().m(), unit) * unit;
        }
        if (matrix == null) {
            return 0;
        }
        long leading = call.product().n() == 1 ? call.product().m() : matrix.stride(call.isRowMajor() ? -2 : -1);
        return leading % unit == 0 && leading >= call.product().m() && leading <= Integer.MAX_VALUE ? (int) leading : 0;
    }

    /** {@return the bytes of its matrix of bits; 0 without one} */
    long bytesOfBits() {
        return epilogue.hasBits() ? (long) matrixLeading(call, epilogue, null) / Byte.SIZE * call.product().n() : 0;
    }

    /** {@return the same call with its bits at another place} */
    BlasLtCall withBitsAt(long offset) {
        return new BlasLtCall(product, call, epilogue, vector, matrix, offset);
    }

    @Override
    public Runnable bind(CallMemory memory) {
        return product.bind(memory.at(call.a()), memory.at(call.b()), memory.at(call.c()),
                vector == null ? 0 : memory.at(vector),
                epilogue.hasBits() ? memory.carried(bits) : matrix == null ? 0 : memory.at(matrix));
    }

    /** {@return for example {@code cuBLASLt 300x32x784 N,N float32 with relu_bias}} */
    @Override
    public String toString() {
        return "cuBLASLt " + product;
    }
}
