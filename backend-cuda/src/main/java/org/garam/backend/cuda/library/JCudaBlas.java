package org.garam.backend.cuda.library;

import jcuda.Pointer;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/**
 * cuBLAS called through JCuda, whose native library is linked with {@code libcublas.so.12} and works with no other
 * version.
 */
final class JCudaBlas implements Blas {
    static final int MAJOR = 12;

    private final String name;
    private final Handle handle = new Handle();

    /** JCuda keeps its handles' addresses to itself and its subclasses. */
    private static final class Handle extends cublasHandle {
        long address() {
            return getNativePointer();
        }
    }

    private static final class Address extends Pointer {
        Address(long address) {
            super(address);
        }
    }

    /**
     * Loads JCuda's native library, once cuBLAS is loaded.
     *
     * @throws UnusableLibraryException if it is missing, or made for another platform
     */
    static void loadBinding() throws UnusableLibraryException {
        try {
            JCublas2.setExceptionsEnabled(false);
        } catch (LinkageError e) {
            throw new UnusableLibraryException("JCublas2 cannot be loaded: " + e.getMessage());
        }
    }

    /** @throws UnusableLibraryException if cuBLAS refuses to start on the device */
    JCudaBlas(NativeLibrary library, String name, DeviceWorkspace on) throws UnusableLibraryException {
        this.name = name;
        BlasHandle.require("cublasCreate", JCublas2.cublasCreate(handle));
        try {
            // JCuda has no way to name a stream that it did not make itself.
            BlasHandle.configure(library, handle.address(), on);
        } catch (UnusableLibraryException e) {
            close();
            throw e;
        }
    }

    @Override
    public Runnable product(MatrixProduct product, long a, long b, long c) {
        ComputeType type = product.computeType();
        Pointer left = new Address(a);
        Pointer right = new Address(b);
        Pointer result = new Address(c);
        Pointer one = new Address(Scalars.one(type));
        Pointer zero = new Address(Scalars.zero(type));
        // The functions without "_new" in their names would ask the handle for its math mode at every call.
        if (product.batch() == 1) {
            return () -> BlasStatus.check(JCublas2.cublasGemmEx_new(handle, product.operationA(), product.operationB(),
                    product.m(), product.n(), product.k(), one, left, product.a().dataType(),
                    product.a().leadingDimension(), right, product.b().dataType(), product.b().leadingDimension(),
                    zero, result, product.c().dataType(), product.c().leadingDimension(), type.code(),
                    ForeignBlas.DEFAULT_ALGORITHM), this, product);
        }
        return () -> BlasStatus.check(JCublas2.cublasGemmStridedBatchedEx_new(handle, product.operationA(),
                product.operationB(), product.m(), product.n(), product.k(), one, left, product.a().dataType(),
                product.a().leadingDimension(), product.a().batchStride(), right, product.b().dataType(),
                product.b().leadingDimension(), product.b().batchStride(), zero, result, product.c().dataType(),
                product.c().leadingDimension(), product.c().batchStride(), product.batch(),
                type.code(), ForeignBlas.DEFAULT_ALGORITHM), this, product);
    }

    @Override
    public void close() {
        JCublas2.cublasDestroy(handle);
    }

    @Override
    public String toString() {
        return name + " through JCublas2";
    }
}
