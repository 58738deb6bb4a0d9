/* cuBLAS: handles, and matrix products of all types that Garam computes in. Defined when this is compiled: TOOLKIT. */
#include <cstring>
#include <mutex>
#include <set>

#include "products.h"

namespace fake {
namespace {

enum MathMode { TF32_TENSOR_OPERATIONS = 3 };

struct Handle {
    void* stream = nullptr;
    void* workspace = nullptr;
    size_t workspaceBytes = 0;
    int pointerMode = 0;
    int mathMode = 0;
    int atomicsMode = 0;
};

std::mutex& gate() {
    static auto* const gate = new std::mutex;
    return *gate;
}

std::set<Handle*>& handles() {
    static auto* const handles = new std::set<Handle*>;
    return *handles;
}

bool known(Handle* handle) {
    const std::lock_guard<std::mutex> lock(gate());
    return handles().count(handle) > 0;
}

/** Alpha and beta, read when the call is made or, if they are on the device, when it runs. */
struct Factors {
    double numbers[2];
    const void* addresses[2];
    bool onDevice;

    const void* get(int which, size_t size) const {
        return onDevice ? accessible(addresses[which], size, "alpha or beta") : &numbers[which];
    }
};

Factors read(const void* alpha, const void* beta, bool onDevice, size_t size) {
    Factors factors = {{}, {alpha, beta}, onDevice};
    if (!onDevice) {
        memcpy(&factors.numbers[0], alpha, size);
        memcpy(&factors.numbers[1], beta, size);
    }
    return factors;
}

template <class T> void run(Product product, const Factors& factors) {
    product.alpha = factors.get(0, sizeof(T));
    product.beta = factors.get(1, sizeof(T));
    for (int64_t i = 0; i < product.batch; ++i) {
        const std::vector<T> a = load<T>(product.a, i, product.transposedA, "matrix A");
        const std::vector<T> b = load<T>(product.b, i, product.transposedB, "matrix B");
        store(multiply(product, i, a, b), product.d, i, "matrix C");
    }
}

BlasStatus queue(Handle* handle, Product product, int computeType, const void* alpha, const void* beta) {
    if (!known(handle)) {
        return BLAS_NOT_INITIALIZED;
    }
    product.d = product.c;
    const BlasStatus status = check(product, computeType);
    if (status != BLAS_SUCCESS) {
        return status;
    }
    const bool isTf32 = computeType == IN_FLOAT32 && handle->mathMode == TF32_TENSOR_OPERATIONS
            && product.a.type == FLOAT32;
    product.computeType = isTf32 ? IN_FLOAT32_FROM_TF32 : computeType;
    const bool inDouble = product.a.type == FLOAT64;
    const Factors factors = read(alpha, beta, handle->pointerMode == 1, inDouble ? sizeof(double) : sizeof(float));
    count("products");
    return statusOf(enqueue(handle->stream, "a product of cuBLAS",
            [=, workspace = handle->workspace, workspaceBytes = handle->workspaceBytes] {
        useWorkspace(workspace, workspaceBytes);
        inDouble ? run<double>(product, factors) : run<float>(product, factors);
    }));
}

/** {@return a matrix by what is given of op(it)} */
Matrix matrix(const void* data, int type, int64_t rows, int64_t columns, bool transposed, int64_t leading,
        int64_t stride) {
    return {data, type, transposed ? columns : rows, transposed ? rows : columns, leading, stride};
}

Product product(int opA, int opB, int m, int n, int k, const void* a, int typeA, int leadingA, int64_t strideA,
        const void* b, int typeB, int leadingB, int64_t strideB, void* c, int typeC, int leadingC, int64_t strideC,
        int batch) {
    Product result = {};
    result.transposedA = opA != 0;
    result.transposedB = opB != 0;
    result.a = matrix(a, typeA, m, k, result.transposedA, leadingA, strideA);
    result.b = matrix(b, typeB, k, n, result.transposedB, leadingB, strideB);
    result.c = matrix(c, typeC, m, n, false, leadingC, strideC);
    result.batch = batch;
    return result;
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API int cublasCreate_v2(Handle** handle) {
    COUNTED;
    if (!hasContext()) {
        return BLAS_NOT_INITIALIZED;
    }
    *handle = new Handle;
    const std::lock_guard<std::mutex> lock(gate());
    handles().insert(*handle);
    return BLAS_SUCCESS;
}

FAKE_API int cublasDestroy_v2(Handle* handle) {
    COUNTED;
    const std::lock_guard<std::mutex> lock(gate());
    if (handles().erase(handle) == 0) {
        return BLAS_NOT_INITIALIZED;
    }
    delete handle;
    return BLAS_SUCCESS;
}

FAKE_API int cublasGetVersion_v2(Handle*, int* version) {
    COUNTED;
    *version = blasVersion(TOOLKIT);
    return BLAS_SUCCESS;
}

FAKE_API int cublasGetProperty(int which, int* value) {
    COUNTED;
    return property(TOOLKIT, which, value);
}

/** Forgets the workspace, as cuBLAS does. */
FAKE_API int cublasSetStream_v2(Handle* handle, void* stream) {
    COUNTED;
    if (!known(handle)) {
        return BLAS_NOT_INITIALIZED;
    }
    handle->stream = stream;
    handle->workspace = nullptr;
    handle->workspaceBytes = 0;
    return BLAS_SUCCESS;
}

FAKE_API int cublasGetStream_v2(Handle* handle, void** stream) {
    COUNTED;
    *stream = known(handle) ? handle->stream : nullptr;
    return known(handle) ? BLAS_SUCCESS : BLAS_NOT_INITIALIZED;
}

FAKE_API int cublasSetWorkspace_v2(Handle* handle, void* workspace, size_t bytes) {
    COUNTED;
    if (!known(handle)) {
        return BLAS_NOT_INITIALIZED;
    }
    if (reinterpret_cast<uintptr_t>(workspace) % 256 != 0) {
        return BLAS_INVALID_VALUE;
    }
    handle->workspace = workspace;
    handle->workspaceBytes = bytes;
    return BLAS_SUCCESS;
}

#define MODE(name, field) \
    FAKE_API int cublasSet##name(Handle* handle, int mode) { \
        COUNTED; \
        if (!known(handle)) { \
            return BLAS_NOT_INITIALIZED; \
        } \
        handle->field = mode; \
        return BLAS_SUCCESS; \
    } \
    FAKE_API int cublasGet##name(Handle* handle, int* mode) { \
        COUNTED; \
        if (!known(handle)) { \
            return BLAS_NOT_INITIALIZED; \
        } \
        *mode = handle->field; \
        return BLAS_SUCCESS; \
    }
MODE(PointerMode_v2, pointerMode)
MODE(MathMode, mathMode)
MODE(AtomicsMode, atomicsMode)

FAKE_API int cublasGemmStridedBatchedEx(Handle* handle, int opA, int opB, int m, int n, int k, const void* alpha,
        const void* a, int typeA, int leadingA, long long strideA, const void* b, int typeB, int leadingB,
        long long strideB, const void* beta, void* c, int typeC, int leadingC, long long strideC, int batch,
        int computeType, int) {
    COUNTED;
    return queue(handle, product(opA, opB, m, n, k, a, typeA, leadingA, strideA, b, typeB, leadingB, strideB, c, typeC,
            leadingC, strideC, batch), computeType, alpha, beta);
}

FAKE_API int cublasGemmEx(Handle* handle, int opA, int opB, int m, int n, int k, const void* alpha, const void* a,
        int typeA, int leadingA, const void* b, int typeB, int leadingB, const void* beta, void* c, int typeC,
        int leadingC, int computeType, int) {
    COUNTED;
    return queue(handle, product(opA, opB, m, n, k, a, typeA, leadingA, 0, b, typeB, leadingB, 0, c, typeC, leadingC, 0,
            1), computeType, alpha, beta);
}

FAKE_API int cublasSgemm_v2(Handle* handle, int opA, int opB, int m, int n, int k, const float* alpha, const float* a,
        int leadingA, const float* b, int leadingB, const float* beta, float* c, int leadingC) {
    COUNTED;
    return queue(handle, product(opA, opB, m, n, k, a, FLOAT32, leadingA, 0, b, FLOAT32, leadingB, 0, c, FLOAT32,
            leadingC, 0, 1), IN_FLOAT32, alpha, beta);
}

FAKE_API int cublasDgemm_v2(Handle* handle, int opA, int opB, int m, int n, int k, const double* alpha, const double* a,
        int leadingA, const double* b, int leadingB, const double* beta, double* c, int leadingC) {
    COUNTED;
    return queue(handle, product(opA, opB, m, n, k, a, FLOAT64, leadingA, 0, b, FLOAT64, leadingB, 0, c, FLOAT64,
            leadingC, 0, 1), IN_FLOAT64, alpha, beta);
}

FAKE_API const char* cublasGetStatusName(int status) {
    switch (status) {
        case BLAS_SUCCESS: return "CUBLAS_STATUS_SUCCESS";
        case BLAS_NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
        case BLAS_ALLOC_FAILED: return "CUBLAS_STATUS_ALLOC_FAILED";
        case BLAS_INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
        case BLAS_ARCH_MISMATCH: return "CUBLAS_STATUS_ARCH_MISMATCH";
        case BLAS_MAPPING_ERROR: return "CUBLAS_STATUS_MAPPING_ERROR";
        case BLAS_EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
        case BLAS_INTERNAL_ERROR: return "CUBLAS_STATUS_INTERNAL_ERROR";
        case BLAS_NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
        default: return "CUBLAS_STATUS unknown";
    }
}

FAKE_API const char* cublasGetStatusString(int status) {
    return cublasGetStatusName(status);
}
