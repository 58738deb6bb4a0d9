package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The functions of cuBLASLt, in any of versions 11 to 13: their parameters have not changed. JCuda has no binding of
 * them.
 */
final class BlasLtFunctions {
    private final NativeLibrary library;
    private final SetAttribute setDescription;
    private final SetAttribute setLayout;
    private final SetAttribute setPreference;
    private final Heuristic heuristic;
    private final Product product;

    @FunctionalInterface
    public interface Handle {
        int call(long handle);
    }

    @FunctionalInterface
    public interface CreateDescription {
        int call(long description, int computeType, int scaleType);
    }

    @FunctionalInterface
    public interface CreateLayout {
        int call(long layout, int type, long rows, long columns, long leadingDimension);
    }

    @FunctionalInterface
    public interface SetAttribute {
        int call(long object, int attribute, long value, long bytes);
    }

    @FunctionalInterface
    public interface Heuristic {
        int call(long handle, long description, long a, long b, long c, long d, long preference, int wanted,
                long results, long found);
    }

    @FunctionalInterface
    public interface Product {
        int call(long handle, long description, long alpha, long a, long layoutA, long b, long layoutB, long beta,
                long c, long layoutC, long d, long layoutD, long algorithm, long workspace, long workspaceBytes,
                long stream);
    }

    BlasLtFunctions(NativeLibrary library) {
        this.library = library;
        setDescription = library.function("cublasLtMatmulDescSetAttribute", SetAttribute.class);
        setLayout = library.function("cublasLtMatrixLayoutSetAttribute", SetAttribute.class);
        setPreference = library.function("cublasLtMatmulPreferenceSetAttribute", SetAttribute.class);
        heuristic = library.function("cublasLtMatmulAlgoGetHeuristic", Heuristic.class);
        product = library.function("cublasLtMatmul", Product.class);
    }

    /** {@return the status} */
    int create(MemorySegment handle) {
        return library.function("cublasLtCreate", Handle.class).call(handle.address());
    }

    long createDescription(ComputeType type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
            check("cublasLtMatmulDescCreate", library.function("cublasLtMatmulDescCreate", CreateDescription.class)
                    .call(created.address(), type.code(), type.scaleType()));
            return created.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    long createLayout(int type, long rows, long columns, long leadingDimension) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
            check("cublasLtMatrixLayoutCreate", library.function("cublasLtMatrixLayoutCreate", CreateLayout.class)
                    .call(created.address(), type, rows, columns, leadingDimension));
            return created.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    long createPreference() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
            check("cublasLtMatmulPreferenceCreate", library.function("cublasLtMatmulPreferenceCreate", Handle.class)
                    .call(created.address()));
            return created.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Frees what was created by a function of this name with {@code Create} for {@code Destroy}. */
    void destroy(String what, long handle) {
        library.function("cublasLt" + what + "Destroy", Handle.class).call(handle);
    }

    void setDescription(long description, int attribute, int value) {
        check("cublasLtMatmulDescSetAttribute", set(setDescription, description, attribute, value));
    }

    void setDescription(long description, int attribute, long value) {
        check("cublasLtMatmulDescSetAttribute", set(setDescription, description, attribute, value));
    }

    void setLayout(long layout, int attribute, int value) {
        check("cublasLtMatrixLayoutSetAttribute", set(setLayout, layout, attribute, value));
    }

    void setLayout(long layout, int attribute, long value) {
        check("cublasLtMatrixLayoutSetAttribute", set(setLayout, layout, attribute, value));
    }

    void setPreference(long preference, int attribute, int value) {
        check("cublasLtMatmulPreferenceSetAttribute", set(setPreference, preference, attribute, value));
    }

    void setPreference(long preference, int attribute, long value) {
        check("cublasLtMatmulPreferenceSetAttribute", set(setPreference, preference, attribute, value));
    }

    /** Sets an attribute to the eight bytes at {@code value}; allocates nothing. */
    void setDescription(long description, int attribute, MemorySegment value) {
        check("cublasLtMatmulDescSetAttribute", setDescription.call(description, attribute, value.address(),
                Long.BYTES));
    }

    private static int set(SetAttribute function, long object, int attribute, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return function.call(object, attribute, arena.allocateFrom(ValueLayout.JAVA_INT, value).address(),
                    Integer.BYTES);
        }
    }

    private static int set(SetAttribute function, long object, int attribute, long value) {
        try (Arena arena = Arena.ofConfined()) {
            return function.call(object, attribute, arena.allocateFrom(ValueLayout.JAVA_LONG, value).address(),
                    Long.BYTES);
        }
    }

    /** {@return the function that asks for an algorithm} */
    Heuristic heuristic() {
        return heuristic;
    }

    /** {@return the function that queues a product} */
    Product product() {
        return product;
    }

    private void check(String function, int code) {
        BlasStatus.check(code, library, function);
    }
}
