package org.garam.backend.cuda.product;

import java.util.Locale;

/** Who computes a product. */
public enum ProductWay {
    /** One of Garam's own kernels, epilogue included. */
    KERNEL,
    /** cuBLAS, and then, unless the product is stored as it is, the epilogue as an elementwise kernel. */
    CUBLAS,
    /** cuBLASLt, epilogue included. */
    CUBLASLT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
