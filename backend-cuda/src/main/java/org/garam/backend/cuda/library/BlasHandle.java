package org.garam.backend.cuda.library;

/** Settings of a cuBLAS handle, the same for every binding: whatever could depend on the moment of a call is fixed. */
final class BlasHandle {
    private static final int POINTERS_TO_THE_HOST = 0;
    private static final int NO_ATOMICS = 0;
    /** The default mode; sums of 16-bit numbers are kept in float32 also where a sum is divided. */
    private static final int DEFAULT_MATH_WITH_EXACT_REDUCTION = 16;

    private BlasHandle() {}

    @FunctionalInterface
    public interface Handle {
        int call(long handle);
    }

    @FunctionalInterface
    public interface Mode {
        int call(long handle, int mode);
    }

    @FunctionalInterface
    public interface Stream {
        int call(long handle, long stream);
    }

    @FunctionalInterface
    public interface Workspace {
        int call(long handle, long workspace, long bytes);
    }

    /** @throws UnusableLibraryException if the library refuses a setting */
    static void configure(NativeLibrary library, long handle, DeviceWorkspace on) throws UnusableLibraryException {
        require("cublasSetStream", library.function("cublasSetStream_v2", Stream.class).call(handle, on.stream()));
        // A new stream takes the library's own workspace: the order matters.
        require("cublasSetWorkspace", library.function("cublasSetWorkspace_v2", Workspace.class)
                .call(handle, on.address(), on.bytes()));
        set(library, handle, "cublasSetPointerMode_v2", POINTERS_TO_THE_HOST);
        set(library, handle, "cublasSetAtomicsMode", NO_ATOMICS);
        set(library, handle, "cublasSetMathMode", DEFAULT_MATH_WITH_EXACT_REDUCTION);
    }

    private static void set(NativeLibrary library, long handle, String function, int mode)
            throws UnusableLibraryException {
        require(function, library.function(function, Mode.class).call(handle, mode));
    }

    /** @throws UnusableLibraryException if the code is an error */
    static void require(String function, int code) throws UnusableLibraryException {
        if (code != BlasStatus.SUCCESS) {
            throw new UnusableLibraryException(function + " failed: " + BlasStatus.explain(code));
        }
    }
}
