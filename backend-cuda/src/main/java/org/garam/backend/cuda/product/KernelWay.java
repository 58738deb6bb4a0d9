package org.garam.backend.cuda.product;

import java.util.Locale;

/** Who runs a kernel of a plan. */
public enum KernelWay {
    /** Functions that are rendered for it. */
    RENDERED,
    /** cuBLAS, and then, unless the product is stored as it is, a function for the epilogue. */
    CUBLAS,
    /** cuBLASLt, epilogue included. */
    CUBLASLT,
    /** cuDNN. */
    CUDNN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
