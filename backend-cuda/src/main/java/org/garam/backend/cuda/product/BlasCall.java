package org.garam.backend.cuda.product;

import java.util.function.ToLongFunction;
import org.garam.backend.cuda.library.Blas;
import org.garam.plan.View;

/** A product by cuBLAS, without an epilogue. */
record BlasCall(Blas library, ProductCall call) implements KernelPart.LibraryCall {
    @Override
    public Runnable bind(ToLongFunction<View> address) {
        return library.product(call.product(), address.applyAsLong(call.a()), address.applyAsLong(call.b()),
                address.applyAsLong(call.c()));
    }

    /** {@return for example {@code cuBLAS 300x32x784 N,N float32}} */
    @Override
    public String toString() {
        return "cuBLAS " + call.product();
    }
}
