package org.garam.backend.cuda.library;

/**
 * How factors are taken and in which type their products are summed ({@code cublasComputeType_t}).
 *
 * <p>Strict float32 is {@code CUBLAS_COMPUTE_32F} in the default math mode: each product and sum is rounded as float32
 * is, on no tensor core, since these would round the factors. {@code CUBLAS_COMPUTE_32F_PEDANTIC} promises no more for
 * real numbers and excludes algorithms that are as exact. With one stream, atomics off and a workspace of fixed size,
 * cuBLAS computes the same bits at every call on one device (cuBLAS documentation, "Results reproducibility").
 */
public enum ComputeType {
    /** Of float16 and bfloat16 too, whose products are exact in float32: these are computed on tensor cores. */
    FLOAT32(68, 0),
    /** Factors of float32 rounded to 10 bits of mantissa, sums in float32. */
    FAST_TF32(77, 0),
    /** Factors of float32 rounded to bfloat16, sums in float32. */
    FAST_16BF(75, 0),
    /** Factors of float32 rounded to float16, sums in float32. */
    FAST_16F(74, 0),
    FLOAT64(70, 1);

    private final int code;
    private final int scaleType;

    ComputeType(int code, int scaleType) {
        this.code = code;
        this.scaleType = scaleType;
    }

    /** {@return its {@code cublasComputeType_t}} */
    int code() {
        return code;
    }

    /** {@return the {@code cudaDataType} of alpha and beta} */
    int scaleType() {
        return scaleType;
    }
}
