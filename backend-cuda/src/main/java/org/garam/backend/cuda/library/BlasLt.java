package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.garam.tensor.DType;

/** cuBLASLt on one stream: products with an epilogue, by an algorithm that is chosen once for each. */
public final class BlasLt implements AutoCloseable {
    private static final int FIRST_WITH_GRADIENTS = 12;

    private final NativeLibrary library;
    private final String name;
    private final BlasLtFunctions functions;
    private final DeviceWorkspace workspace;
    private final long handle;

    /** @throws UnusableLibraryException if the library refuses to start on the device */
    BlasLt(NativeLibrary library, String name, DeviceWorkspace workspace) throws UnusableLibraryException {
        this.library = library;
        this.name = name;
        this.workspace = workspace;
        functions = new BlasLtFunctions(library);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
            BlasHandle.require("cublasLtCreate", functions.create(created));
            handle = created.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /**
     * What happens to the elements of a product, and what memory takes part in it.
     *
     * @param kind which epilogue
     * @param vectorType the type of its vector's elements; null without one
     * @param matrixLeading the distance between columns of its matrix, in elements or bits; 0 without one
     */
    public record Epilogue(BlasLtEpilogue kind, DType vectorType, int matrixLeading) {
        /** {@return an epilogue without a vector and without a matrix} */
        public static Epilogue of(BlasLtEpilogue kind) {
            return new Epilogue(kind, null, 0);
        }
    }

    /**
     * What the algorithm may rely on: the largest powers of two that divide the addresses, in bytes. They are those of
     * the views and not of the buffers, which differ from run to run: the algorithm, and with it the bits of the
     * result, must not.
     *
     * @param a of A
     * @param b of B
     * @param c of C
     * @param vector of the epilogue's vector
     * @param matrix of the epilogue's matrix
     */
    public record Alignment(int a, int b, int c, int vector, int matrix) {
        /** Of memory that begins where an allocation does. */
        public static final Alignment BEST = new Alignment(256, 256, 256, 256, 256);
    }

    /**
     * {@return whether the library computes the product with this epilogue as documented} Gradients are asked for from
     * CUDA 12 on: some versions before know no type of a vector, and BGRADB of theirs read beyond thin matrices. Of a
     * matrix with a single row and more memory between columns some versions left the bias out.
     */
    public boolean isTrusted(MatrixProduct product, BlasLtEpilogue kind) {
        boolean isThin = product.m() == 1 || product.n() == 1;
        return switch (kind) {
            case DEFAULT, RELU, GELU -> true;
            case BIAS, RELU_BIAS, GELU_BIAS -> product.m() > 1 || product.c().leadingDimension() == 1;
            case RELU_AUX, RELU_AUX_BIAS, GELU_AUX, GELU_AUX_BIAS, DRELU, DRELU_BGRAD, DGELU, DGELU_BGRAD, BGRADA,
                    BGRADB -> library.major() >= FIRST_WITH_GRADIENTS && !isThin;
        };
    }

    /** {@return the product with the algorithm the library expects to be fastest; nothing if it has none for it} */
    public Optional<BlasLtProduct> plan(MatrixProduct product, Epilogue epilogue, Alignment alignment) {
        return BlasLtProduct.plan(this, product, epilogue, alignment);
    }

    BlasLtFunctions functions() {
        return functions;
    }

    DeviceWorkspace workspace() {
        return workspace;
    }

    long handle() {
        return handle;
    }

    @Override
    public void close() {
        library.function("cublasLtDestroy", BlasLtFunctions.Handle.class).call(handle);
    }

    @Override
    public String toString() {
        return name;
    }
}
