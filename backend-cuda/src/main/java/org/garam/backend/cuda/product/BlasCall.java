package org.garam.backend.cuda.product;

import org.garam.backend.cuda.library.Blas;

/** A product by cuBLAS, without an epilogue. */
record BlasCall(Blas library, ProductCall call) implements KernelPart.LibraryCall {
    @Override
    public Runnable bind(CallMemory memory) {
        return library.product(call.product(), memory.at(call.a()), memory.at(call.b()),
                memory.at(call.c()));
    }

    /** {@return for example {@code cuBLAS 300x32x784 N,N float32}} */
    @Override
    public String toString() {
        return "cuBLAS " + call.product();
    }
}
