package org.garam.backend.cuda.fake;

import java.util.List;

/**
 * One shared library of the fake CUDA.
 *
 * @param file the name of the file; the others are links to it
 * @param soname the name by which others need it
 * @param versionNode the version its symbols carry; empty if none
 * @param sources names of C++ files, without extension
 * @param definitions macros, as {@code NAME=VALUE}
 * @param user the library of JCuda whose needs are met with stubs where the sources do not; empty if none
 * @param unsupported what a stub returns: NOT_SUPPORTED in the library's own status codes
 */
record FakeLibrary(String file, String soname, String versionNode, List<String> sources, List<String> definitions, String user,
        int unsupported) {
    /** The driver, which all others use. */
    static final FakeLibrary DRIVER = new FakeLibrary("libcuda.so.580.65.06", "libcuda.so.1", "",
            List.of("settings", "errors", "devices", "memory", "pools", "streams", "graphs", "copies", "objects",
                    "modules", "functions", "launches", "fibers"), List.of(), "JCudaDriver", 801);

    /** {@return what a machine with a CUDA toolkit of this version has, and its driver} */
    static List<FakeLibrary> ofToolkit(int major) {
        int minor = switch (major) {
            case 11 -> 8;
            case 12 -> 6;
            default -> 0;
        };
        return List.of(DRIVER,
                builtins("libnvrtc-builtins.so." + major + "." + minor),
                versioned("libnvrtc.so." + (major == 11 ? "11.2" : major), List.of("source", "nvrtc"),
                        List.of("NVRTC_MAJOR=" + major, "NVRTC_MINOR=" + minor), major == 12 ? "JNvrtc" : "", 11),
                versioned("libcublas.so." + major, List.of("products", "cublas"), List.of("TOOLKIT=" + major),
                        major == 12 ? "JCublas2" : "", 15),
                versioned("libcublasLt.so." + major, List.of("products", "epilogues", "cublaslt"),
                        List.of("TOOLKIT=" + major), "", 15),
                versioned("libcudnn.so.9", List.of("cudnn"), List.of(), "JCudnn", 3000));
    }

    /** {@return a library whose symbols carry its name as their version, as NVIDIA's do} */
    private static FakeLibrary versioned(String soname, List<String> sources, List<String> definitions, String user,
            int unsupported) {
        return new FakeLibrary(soname, soname, soname, sources, definitions, user, unsupported);
    }

    private static FakeLibrary builtins(String soname) {
        return new FakeLibrary(soname, soname, "", List.of(), List.of(), "", 0);
    }
}
