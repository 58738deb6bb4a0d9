package org.garam.backend.cuda.product;

import java.util.Optional;
import java.util.function.ToLongFunction;
import org.garam.backend.cuda.library.BlasLt;
import org.garam.backend.cuda.library.BlasLtProduct;
import org.garam.plan.View;

/** A product by cuBLASLt, with its epilogue. */
record BlasLtCall(BlasLtProduct product, ProductCall call, View bias) implements KernelPart.LibraryCall {
    /** Memory of the device begins at multiples of this. */
    private static final int ALIGNMENT_OF_MEMORY = 256;

    /** {@return the call; nothing if the library has no algorithm for it} */
    static Optional<BlasLtCall> of(BlasLt library, ProductCall call, RecognizedEpilogue recognized) {
        BlasLt.Alignment alignment = new BlasLt.Alignment(alignment(call.a()), alignment(call.b()), alignment(call.c()),
                recognized.bias() == null ? ALIGNMENT_OF_MEMORY : alignment(recognized.bias()));
        return library.plan(call.product(), recognized.epilogue(), alignment)
                .map(product -> new BlasLtCall(product, call, recognized.bias()));
    }

    /** {@return the largest power of two that is sure to divide the address} */
    static int alignment(View view) {
        long bytes = view.offset() * view.dtype().bytes();
        return (int) Math.min(ALIGNMENT_OF_MEMORY, bytes == 0 ? ALIGNMENT_OF_MEMORY : Long.lowestOneBit(bytes));
    }

    @Override
    public Runnable bind(ToLongFunction<View> address) {
        return product.bind(address.applyAsLong(call.a()), address.applyAsLong(call.b()), address.applyAsLong(call.c()),
                bias == null ? 0 : address.applyAsLong(bias));
    }

    /** {@return for example {@code cuBLASLt 300x32x784 N,N float32 with bias_relu}} */
    @Override
    public String toString() {
        return "cuBLASLt " + product;
    }
}
