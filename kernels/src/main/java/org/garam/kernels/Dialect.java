package org.garam.kernels;

import java.util.Locale;

/** The C a kernel is compiled as. The text of a kernel is the same in all; a prelude of macros makes the difference. */
public enum Dialect {
    /** OpenCL C 1.2. */
    OPENCL_C,
    /** CUDA C++, as NVRTC and nvcc accept it. */
    CUDA_C;

    /** {@return the file name extension of the dialect, without a dot} */
    public String extension() {
        return this == OPENCL_C ? "cl" : "cu";
    }

    /** {@return the resource that holds the macros a kernel's text is written with} */
    String preludeResource() {
        return name().toLowerCase(Locale.ROOT) + ".h";
    }
}
