package org.garam.op;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.garam.tensor.DType;

/**
 * How exactly the factors of a matrix product of float32 are taken. Products of factors that were rounded are exact in
 * float32, and sums are always of float32.
 *
 * <p>It says what a device <em>may</em> do, since its units for products of fewer bits are many times faster; every
 * device is free to compute more exactly. The processor, OpenCL devices and functions that Garam writes itself take
 * factors in full; NVIDIA's cuBLAS makes use of it.
 *
 * <p>Factors that are not float32 are taken as they are whatever is asked for: those of float16 and bfloat16 are exact
 * on the fast units already, and for float64 there are none.
 *
 * @see <a href="https://docs.nvidia.com/cuda/cublas/index.html#cublascomputetype-t">cublasComputeType_t</a>
 */
public enum Precision {
    /** Factors are taken as they are: a relative error of 2<sup>-24</sup> of each product and sum. */
    FULL,
    /**
     * Factors may be rounded to 10 bits of mantissa, a relative error of at most 2<sup>-10</sup> of each; the range is
     * float32's. {@code CUBLAS_COMPUTE_32F_FAST_TF32}; NVIDIA, "NVIDIA A100 Tensor Core GPU Architecture", 2020.
     */
    TENSOR_FLOAT32,
    /**
     * Factors may be rounded to bfloat16, 7 bits of mantissa, a relative error of at most 2<sup>-7</sup> of each; the
     * range is float32's. {@code CUBLAS_COMPUTE_32F_FAST_16BF}; Kalamkar et al., "A Study of BFLOAT16 for Deep Learning
     * Training", 2019.
     */
    BFLOAT16,
    /**
     * Factors may be rounded to float16, 10 bits of mantissa: beyond 65504 they may become infinite, below
     * 2<sup>-14</sup> they lose bits and below 2<sup>-25</sup> they may become zero.
     * {@code CUBLAS_COMPUTE_32F_FAST_16F}; Micikevicius et al., "Mixed Precision Training", 2018.
     */
    FLOAT16;

    /**
     * {@return the precision called {@code name}, in lower case}
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Precision named(String name) {
        return Arrays.stream(values()).filter(precision -> precision.toString().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is no precision; give "
                        + Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", "))));
    }

    /** {@return the precision for factors of this type: {@link #FULL} if they are not float32} */
    public Precision of(DType factors) {
        return factors == DType.FLOAT32 ? this : FULL;
    }

    /** {@return the name as it is written in properties and printed} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
