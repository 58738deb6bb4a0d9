package org.garam.backend.cuda.library;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A library of NVIDIA's that the backend uses, in the versions it works with. */
public enum LibraryKind {
    /** The driver's own library, which comes with the driver and no toolkit. */
    DRIVER("CUDA driver", "libcuda", 1, 1, List.of("cuInit", "cuDriverGetVersion",
            "cuMemAllocAsync", "cuMemFreeAsync", "cuDeviceGetDefaultMemPool", "cuMemPoolSetAttribute", "cuMemPoolGetAttribute", "cuMemPoolTrimTo",
            "cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuGraphInstantiateWithFlags", "cuGraphUpload", "cuGraphLaunch")),
    /** The compiler of CUDA C. Before 11.2 it made no machine code. */
    NVRTC("NVRTC", "libnvrtc", 11, 13, List.of("nvrtcVersion", "nvrtcGetNumSupportedArchs", "nvrtcGetSupportedArchs",
            "nvrtcCreateProgram", "nvrtcCompileProgram", "nvrtcGetCUBINSize", "nvrtcGetCUBIN", "nvrtcGetPTXSize",
            "nvrtcGetPTX", "nvrtcGetProgramLogSize", "nvrtcGetProgramLog", "nvrtcDestroyProgram",
            "nvrtcGetErrorString")),
    /** Matrix products with an epilogue. */
    BLAS_LT("cuBLASLt", "libcublasLt", 11, 13, List.of("cublasLtGetProperty", "cublasLtCreate", "cublasLtDestroy",
            "cublasLtMatmulDescCreate", "cublasLtMatmulDescDestroy", "cublasLtMatmulDescSetAttribute",
            "cublasLtMatrixLayoutCreate", "cublasLtMatrixLayoutDestroy", "cublasLtMatrixLayoutSetAttribute",
            "cublasLtMatmulPreferenceCreate", "cublasLtMatmulPreferenceDestroy", "cublasLtMatmulPreferenceSetAttribute",
            "cublasLtMatmulAlgoGetHeuristic", "cublasLtMatmul")),
    /** Matrix products. */
    BLAS("cuBLAS", "libcublas", 11, 13, List.of("cublasGetProperty", "cublasCreate_v2", "cublasDestroy_v2",
            "cublasSetStream_v2", "cublasSetWorkspace_v2", "cublasSetPointerMode_v2", "cublasSetAtomicsMode",
            "cublasSetMathMode", "cublasGemmEx", "cublasGemmStridedBatchedEx")),
    /** Softmax; the version is its own and not the toolkit's. */
    DNN("cuDNN", "libcudnn", 9, 9, List.of("cudnnGetVersion", "cudnnGetErrorString", "cudnnCreate", "cudnnDestroy",
            "cudnnSetStream", "cudnnCreateTensorDescriptor", "cudnnDestroyTensorDescriptor",
            "cudnnSetTensor4dDescriptor", "cudnnSoftmaxForward"));

    private final String title;
    private final String file;
    private final int oldest;
    private final int newest;
    private final List<String> functions;
    private final Pattern fileName;

    LibraryKind(String title, String file, int oldest, int newest, List<String> functions) {
        this.title = title;
        this.file = file;
        this.oldest = oldest;
        this.newest = newest;
        this.functions = functions;
        fileName = Pattern.compile(Pattern.quote(file) + "\\.so\\.(\\d+)(\\.\\d+)*");
    }

    /** {@return what people call it} */
    public String title() {
        return title;
    }

    /** {@return the beginning of its files' names: {@code libcublas}} */
    String file() {
        return file;
    }

    /** {@return the functions that are called; what lacks one is of no use} */
    List<String> functions() {
        return functions;
    }

    /** {@return whether its major version is that of the toolkit, which a driver must not be older than} */
    boolean isVersionedAsToolkit() {
        return this == NVRTC || this == BLAS || this == BLAS_LT;
    }

    /** {@return the major versions that are used, newest first} */
    IntStream majors() {
        return IntStream.iterate(newest, major -> major >= oldest, major -> major - 1);
    }

    /** {@return the name that programs are linked with: {@code libcublas.so.12}} */
    String soname(int major) {
        return file + ".so." + major;
    }

    /** {@return the names of the versions that are used, newest first, for messages} */
    String sonames() {
        return newest == oldest ? soname(newest) : soname(newest) + " down to " + soname(oldest);
    }

    /** {@return the major version a file of this library has by its name; nothing if it is no file of this library} */
    Optional<Integer> major(String name) {
        // The driver's file has the driver's number behind the name that programs are linked with.
        if (this == DRIVER) {
            return name.equals(soname(oldest)) ? Optional.of(oldest) : Optional.empty();
        }
        Matcher matcher = fileName.matcher(name);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** {@return why a major version is not used; nothing if it is} */
    Optional<String> refusal(int major) {
        if (major < oldest) {
            return Optional.of("version " + major + " is older than " + oldest + ", the first that has all functions"
                    + " Garam calls");
        }
        return major > newest ? Optional.of("version " + major + " is newer than " + newest
                + ", the last whose functions Garam knows") : Optional.empty();
    }

    @Override
    public String toString() {
        return title;
    }
}
