package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** cuBLAS called directly: works with versions 11 to 13. */
final class ForeignBlas implements Blas {
    /** The algorithm is the library's choice. */
    static final int DEFAULT_ALGORITHM = -1;

    private final String name;
    private final Gemm single;
    private final BatchedGemm batched;
    private final BlasHandle.Handle destroy;
    private final long handle;

    @FunctionalInterface
    public interface Gemm {
        int call(long handle, int operationA, int operationB, int m, int n, int k, long alpha, long a, int typeA,
                int leadingA, long b, int typeB, int leadingB, long beta, long c, int typeC, int leadingC,
                int computeType, int algorithm);
    }

    @FunctionalInterface
    public interface BatchedGemm {
        int call(long handle, int operationA, int operationB, int m, int n, int k, long alpha, long a, int typeA,
                int leadingA, long strideA, long b, int typeB, int leadingB, long strideB, long beta, long c, int typeC,
                int leadingC, long strideC, int batch, int computeType, int algorithm);
    }

    /** @throws UnusableLibraryException if the library refuses to start on the device */
    ForeignBlas(NativeLibrary library, String name, DeviceWorkspace on) throws UnusableLibraryException {
        this.name = name;
        single = library.function("cublasGemmEx", Gemm.class);
        batched = library.function("cublasGemmStridedBatchedEx", BatchedGemm.class);
        destroy = library.function("cublasDestroy_v2", BlasHandle.Handle.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
            BlasHandle.require("cublasCreate", library.function("cublasCreate_v2",
                    BlasHandle.Handle.class).call(created.address()));
            handle = created.get(ValueLayout.JAVA_LONG, 0);
        }
        try {
            BlasHandle.configure(library, handle, on);
        } catch (UnusableLibraryException e) {
            destroy.call(handle);
            throw e;
        }
    }

    @Override
    public Runnable product(MatrixProduct product, long a, long b, long c) {
        return () -> BlasStatus.check(product.batch() == 1 ? one(product, a, b, c) : all(product, a, b, c), this,
                product);
    }

    private int one(MatrixProduct product, long a, long b, long c) {
        ComputeType type = product.computeType();
        return single.call(handle, product.operationA(), product.operationB(), product.m(), product.n(), product.k(),
                Scalars.one(type), a, product.a().dataType(), product.a().leadingDimension(), b,
                product.b().dataType(), product.b().leadingDimension(), Scalars.zero(type), c,
                product.c().dataType(), product.c().leadingDimension(), type.code(), DEFAULT_ALGORITHM);
    }

    private int all(MatrixProduct product, long a, long b, long c) {
        ComputeType type = product.computeType();
        return batched.call(handle, product.operationA(), product.operationB(), product.m(), product.n(), product.k(),
                Scalars.one(type), a, product.a().dataType(), product.a().leadingDimension(),
                product.a().batchStride(), b, product.b().dataType(), product.b().leadingDimension(),
                product.b().batchStride(), Scalars.zero(type), c, product.c().dataType(),
                product.c().leadingDimension(), product.c().batchStride(), product.batch(), type.code(),
                DEFAULT_ALGORITHM);
    }

    @Override
    public void close() {
        destroy.call(handle);
    }

    @Override
    public String toString() {
        return name;
    }
}
