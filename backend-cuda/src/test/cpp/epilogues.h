/* What cuBLASLt does with the elements of a product before it stores them. */
#pragma once

#include "products.h"

namespace fake {

/* Bits of cublasLtEpilogue_t. */
enum Epilogue {
    NONE = 1, RELU = 2, BIAS = 4, RELU_GRADIENT = 8, BIAS_GRADIENT = 16, GELU = 32, GELU_GRADIENT = 64,
    WITH_MATRIX = 128, SUMS_OF_A = 256, SUMS_OF_B = 512
};

/** What cublasLtMatmulDesc_t holds. Types below 0 are that of the product. */
struct Description {
    int32_t computeType;
    int32_t scaleType;
    int32_t pointerMode;
    int32_t transposedA;
    int32_t transposedB;
    uint32_t epilogue;
    void* bias;
    int64_t biasBatchStride;
    void* matrix;
    int64_t matrixLeading;
    int64_t matrixBatchStride;
    int32_t matrixType;
    int32_t biasType;
};

/** Changes the elements of one product of a batch, and reads and writes what the epilogue needs besides. */
void finish(const Description& description, const Product& product, int64_t batch, const std::vector<float>& a,
        const std::vector<float>& b, std::vector<float>& values);

}  // namespace fake
