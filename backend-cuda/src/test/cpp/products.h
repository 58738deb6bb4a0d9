/* Matrix products, column by column, as cuBLAS and cuBLASLt compute them. */
#pragma once

#include <cstdint>
#include <vector>

#include "fake.h"

namespace fake {

/** Values of cudaDataType. */
enum DataType { FLOAT32 = 0, FLOAT64 = 1, FLOAT16 = 2, BFLOAT16 = 14 };

/** Values of cublasComputeType_t. */
enum ComputeType {
    IN_FLOAT32 = 68, IN_FLOAT32_PEDANTIC = 69, IN_FLOAT32_FROM_FLOAT16 = 74, IN_FLOAT32_FROM_BFLOAT16 = 75,
    IN_FLOAT32_FROM_TF32 = 77, IN_FLOAT64 = 70, IN_FLOAT64_PEDANTIC = 71
};

/** Values of cublasStatus_t. */
enum BlasStatus {
    BLAS_SUCCESS = 0, BLAS_NOT_INITIALIZED = 1, BLAS_ALLOC_FAILED = 3, BLAS_INVALID_VALUE = 7, BLAS_ARCH_MISMATCH = 8,
    BLAS_MAPPING_ERROR = 11, BLAS_EXECUTION_FAILED = 13, BLAS_INTERNAL_ERROR = 14, BLAS_NOT_SUPPORTED = 15
};

/** A matrix in the memory of the device: rows and columns as they are stored, before a transposition. */
struct Matrix {
    const void* data;
    int type;
    int64_t rows;
    int64_t columns;
    int64_t leading;
    int64_t batchStride;
};

/** {@code d = alpha op(a) op(b) + beta c}, for each of a batch. */
struct Product {
    Matrix a, b, c, d;
    bool transposedA, transposedB;
    int64_t batch;
    /** By which float32 factors are rounded: one of IN_FLOAT32_FROM_.., else they are taken as they are. */
    int computeType;
    const void* alpha;
    const void* beta;

    int64_t m() const { return d.rows; }
    int64_t n() const { return d.columns; }
    int64_t k() const { return transposedA ? a.rows : a.columns; }
};

size_t sizeOf(int type);

/** {@return the status of a call with these matrices; types are judged by what cuBLAS documents} */
BlasStatus check(const Product& product, int computeType);

/** {@return a matrix as a dense array of its columns, transposed if asked} T is float or double. */
template <class T> std::vector<T> load(const Matrix& matrix, int64_t batch, bool transposed, const char* what);

/** {@return one product of the batch, not stored} */
template <class T> std::vector<T> multiply(const Product& product, int64_t batch, const std::vector<T>& a,
        const std::vector<T>& b);

template <class T> void store(const std::vector<T>& values, const Matrix& matrix, int64_t batch, const char* what);

/** Overwrites memory that a library may use as it likes. */
void useWorkspace(void* workspace, size_t bytes);

/** {@return the version of a library: what a test set, or that of its flavour, by the major number} */
int blasVersion(int flavour);

/** Writes one number of a version. {@return the status} */
BlasStatus property(int flavour, int which, int* value);

/** {@return the status for a code of the driver} */
BlasStatus statusOf(Code code);

}  // namespace fake
