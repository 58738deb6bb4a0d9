/*
 * cuBLASLt: descriptions of products with an epilogue, and algorithms that hold to what was promised when they were
 * asked for: the alignment of addresses and the size of the workspace. Defined when this is compiled: TOOLKIT.
 */
#include <algorithm>
#include <cstring>
#include <mutex>
#include <set>

#include "epilogues.h"

namespace fake {
namespace {

struct Layout {
    int32_t type;
    int32_t order;
    uint64_t rows;
    uint64_t columns;
    int64_t leading;
    int32_t batch;
    int64_t batchStride;
};

struct Preference {
    uint64_t workspaceBytes;
    uint32_t reductionSchemes;
    uint32_t alignments[4];
};

constexpr size_t OPERANDS = 4;

/** What cublasLtMatmulAlgo_t holds; 64 bytes are reserved for it. */
struct Algorithm {
    uint32_t mark;
    uint32_t alignments[OPERANDS];
    uint32_t biasAlignment;
    uint32_t matrixAlignment;
    uint32_t epilogue;
    uint64_t workspaceBytes;
    uint64_t reserved[3];
};
static_assert(sizeof(Algorithm) == 64, "as large as cublasLtMatmulAlgo_t");

/** cublasLtMatmulHeuristicResult_t. */
struct Choice {
    Algorithm algorithm;
    size_t workspaceBytes;
    int32_t state;
    float waves;
    int32_t reserved[4];
};
static_assert(sizeof(Choice) == 96, "as large as cublasLtMatmulHeuristicResult_t");

constexpr uint32_t MARK = 0x6761726d;
constexpr uint32_t BEST_ALIGNMENT = 256;

std::mutex& gate() {
    static auto* const gate = new std::mutex;
    return *gate;
}

std::set<void*>& objects() {
    static auto* const objects = new std::set<void*>;
    return *objects;
}

bool known(const void* object) {
    const std::lock_guard<std::mutex> lock(gate());
    return objects().count(const_cast<void*>(object)) > 0;
}

template <class T> BlasStatus create(T** object, const T& value) {
    *object = new T(value);
    const std::lock_guard<std::mutex> lock(gate());
    objects().insert(*object);
    return BLAS_SUCCESS;
}

template <class T> BlasStatus destroy(T* object) {
    const std::lock_guard<std::mutex> lock(gate());
    if (objects().erase(object) == 0) {
        return BLAS_INVALID_VALUE;
    }
    delete object;
    return BLAS_SUCCESS;
}

template <class T> BlasStatus set(T& field, const void* value, size_t bytes) {
    if (bytes != sizeof field) {
        return BLAS_INVALID_VALUE;
    }
    memcpy(&field, value, bytes);
    return BLAS_SUCCESS;
}

uint32_t alignmentOf(const void* address) {
    const uintptr_t value = reinterpret_cast<uintptr_t>(address);
    return value == 0 ? BEST_ALIGNMENT : static_cast<uint32_t>(std::min<uintptr_t>(BEST_ALIGNMENT, value & -value));
}

Matrix matrixOf(const Layout& layout, const void* data) {
    return {data, layout.type, static_cast<int64_t>(layout.rows), static_cast<int64_t>(layout.columns), layout.leading,
            layout.batchStride};
}

Product productOf(const Description& description, const Layout& a, const Layout& b, const Layout& c, const Layout& d,
        const void* const (&data)[OPERANDS]) {
    Product product = {};
    product.a = matrixOf(a, data[0]);
    product.b = matrixOf(b, data[1]);
    product.c = matrixOf(c, data[2]);
    product.d = matrixOf(d, data[3]);
    product.transposedA = description.transposedA != 0;
    product.transposedB = description.transposedB != 0;
    product.batch = d.batch;
    product.computeType = description.computeType;
    return product;
}

bool fitTogether(const Product& product) {
    const int64_t rowsOfA = product.transposedA ? product.a.columns : product.a.rows;
    const int64_t rowsOfB = product.transposedB ? product.b.columns : product.b.rows;
    const int64_t columnsOfB = product.transposedB ? product.b.rows : product.b.columns;
    return rowsOfA == product.m() && rowsOfB == product.k() && columnsOfB == product.n()
            && product.c.rows == product.m() && product.c.columns == product.n();
}

/** What an epilogue demands of the matrix it reads or writes besides. */
bool isMatrixRight(const Description& description, const Product& product) {
    if ((description.epilogue & WITH_MATRIX) == 0) {
        return true;
    }
    const int64_t unit = (description.epilogue & (RELU | RELU_GRADIENT)) != 0 ? 128 : 8;
    return description.matrixLeading % unit == 0 && description.matrixLeading >= product.m()
            && (product.batch == 1 || description.matrixBatchStride % unit == 0);
}

bool isKnownEpilogue(uint32_t epilogue) {
    static const std::set<uint32_t> KNOWN = {NONE, RELU, BIAS, RELU | BIAS, GELU, GELU | BIAS, RELU | WITH_MATRIX,
            RELU | BIAS | WITH_MATRIX, GELU | WITH_MATRIX, GELU | BIAS | WITH_MATRIX, RELU_GRADIENT | WITH_MATRIX,
            RELU_GRADIENT | WITH_MATRIX | BIAS_GRADIENT, GELU_GRADIENT | WITH_MATRIX,
            GELU_GRADIENT | WITH_MATRIX | BIAS_GRADIENT, SUMS_OF_A, SUMS_OF_B};
    return KNOWN.count(epilogue) > 0;
}

BlasStatus judge(const Description& description, const Product& product) {
    const BlasStatus status = check(product, description.computeType);
    if (status != BLAS_SUCCESS) {
        return status;
    }
    if (!fitTogether(product) || !isMatrixRight(description, product)) {
        return BLAS_INVALID_VALUE;
    }
    const bool isDouble = product.d.type == FLOAT64;
    const bool supported = isKnownEpilogue(description.epilogue) && (!isDouble || description.epilogue == NONE);
    return supported ? BLAS_SUCCESS : BLAS_NOT_SUPPORTED;
}

template <class T> void run(const Description& description, Product product, const double (&factors)[2]) {
    const T alpha = static_cast<T>(factors[0]);
    const T beta = static_cast<T>(factors[1]);
    product.alpha = &alpha;
    product.beta = &beta;
    for (int64_t i = 0; i < product.batch; ++i) {
        const std::vector<T> a = load<T>(product.a, i, product.transposedA, "matrix A");
        const std::vector<T> b = load<T>(product.b, i, product.transposedB, "matrix B");
        std::vector<T> values = multiply(product, i, a, b);
        if constexpr (std::is_same_v<T, float>) {
            finish(description, product, i, a, b, values);
        }
        store(values, product.d, i, "matrix D");
    }
}

double number(const void* factor, bool isDouble) {
    return isDouble ? *static_cast<const double*>(factor) : *static_cast<const float*>(factor);
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API size_t cublasLtGetVersion() {
    return blasVersion(TOOLKIT);
}

FAKE_API int cublasLtGetProperty(int which, int* value) {
    COUNTED;
    return property(TOOLKIT, which, value);
}

FAKE_API int cublasLtCreate(int** handle) {
    COUNTED;
    return hasContext() ? create(handle, 0) : BLAS_NOT_INITIALIZED;
}

FAKE_API int cublasLtDestroy(int* handle) {
    COUNTED;
    return destroy(handle);
}

FAKE_API int cublasLtMatmulDescCreate(Description** description, int computeType, int scaleType) {
    COUNTED;
    Description initial = {};
    initial.computeType = computeType;
    initial.scaleType = scaleType;
    initial.epilogue = NONE;
    initial.matrixType = -1;
    initial.biasType = -1;
    return create(description, initial);
}

FAKE_API int cublasLtMatmulDescDestroy(Description* description) {
    COUNTED;
    return destroy(description);
}

FAKE_API int cublasLtMatmulDescSetAttribute(Description* description, int attribute, const void* value, size_t bytes) {
    COUNTED;
    if (!known(description)) {
        return BLAS_INVALID_VALUE;
    }
    switch (attribute) {
        case 0: return set(description->computeType, value, bytes);
        case 1: return set(description->scaleType, value, bytes);
        case 2: return set(description->pointerMode, value, bytes);
        case 3: return set(description->transposedA, value, bytes);
        case 4: return set(description->transposedB, value, bytes);
        case 7: return set(description->epilogue, value, bytes);
        case 8: return set(description->bias, value, bytes);
        case 10: return set(description->biasBatchStride, value, bytes);
        case 11: return set(description->matrix, value, bytes);
        case 12: return set(description->matrixLeading, value, bytes);
        case 13: return set(description->matrixBatchStride, value, bytes);
        case 22: return set(description->matrixType, value, bytes);
        case 26: return set(description->biasType, value, bytes);
        default: return missing("attribute of a product", BLAS_NOT_SUPPORTED);
    }
}

FAKE_API int cublasLtMatrixLayoutCreate(Layout** layout, int type, uint64_t rows, uint64_t columns, int64_t leading) {
    COUNTED;
    return create(layout, {type, 0, rows, columns, leading, 1, 0});
}

FAKE_API int cublasLtMatrixLayoutDestroy(Layout* layout) {
    COUNTED;
    return destroy(layout);
}

FAKE_API int cublasLtMatrixLayoutSetAttribute(Layout* layout, int attribute, const void* value, size_t bytes) {
    COUNTED;
    if (!known(layout)) {
        return BLAS_INVALID_VALUE;
    }
    switch (attribute) {
        case 0: return set(layout->type, value, bytes);
        case 2: return set(layout->rows, value, bytes);
        case 3: return set(layout->columns, value, bytes);
        case 4: return set(layout->leading, value, bytes);
        case 5: return set(layout->batch, value, bytes);
        case 6: return set(layout->batchStride, value, bytes);
        default: return missing("attribute of a layout", BLAS_NOT_SUPPORTED);
    }
}

FAKE_API int cublasLtMatmulPreferenceCreate(Preference** preference) {
    COUNTED;
    return create(preference, {0, UINT32_MAX, {BEST_ALIGNMENT, BEST_ALIGNMENT, BEST_ALIGNMENT, BEST_ALIGNMENT}});
}

FAKE_API int cublasLtMatmulPreferenceDestroy(Preference* preference) {
    COUNTED;
    return destroy(preference);
}

FAKE_API int cublasLtMatmulPreferenceSetAttribute(Preference* preference, int attribute, const void* value,
        size_t bytes) {
    COUNTED;
    if (!known(preference)) {
        return BLAS_INVALID_VALUE;
    }
    switch (attribute) {
        case 1: return set(preference->workspaceBytes, value, bytes);
        case 3: return set(preference->reductionSchemes, value, bytes);
        case 5:
        case 6:
        case 7:
        case 8: return set(preference->alignments[attribute - 5], value, bytes);
        default: return missing("attribute of a preference", BLAS_NOT_SUPPORTED);
    }
}

/** Offers up to two algorithms, the first of which needs as much workspace as is granted, up to a mebibyte. */
FAKE_API int cublasLtMatmulAlgoGetHeuristic(int* handle, const Description* description, const Layout* a,
        const Layout* b,
        const Layout* c, const Layout* d, const Preference* preference, int wanted, Choice* choices, int* found) {
    COUNTED;
    *found = 0;
    for (const void* object : std::initializer_list<const void*>{handle, description, a, b, c, d, preference}) {
        if (!known(object)) {
            return BLAS_INVALID_VALUE;
        }
    }
    const BlasStatus status = judge(*description, productOf(*description, *a, *b, *c, *d, {}));
    if (status != BLAS_SUCCESS) {
        return status;
    }
    for (; *found < std::min(wanted, 2); ++*found) {
        Algorithm algorithm = {};
        algorithm.mark = MARK;
        memcpy(algorithm.alignments, preference->alignments, sizeof algorithm.alignments);
        algorithm.biasAlignment = alignmentOf(description->bias);
        algorithm.matrixAlignment = alignmentOf(description->matrix);
        algorithm.epilogue = description->epilogue;
        algorithm.workspaceBytes = *found == 0 ? std::min<uint64_t>(preference->workspaceBytes, 1 << 20) : 0;
        choices[*found] = {algorithm, algorithm.workspaceBytes, BLAS_SUCCESS, 1, {}};
    }
    return BLAS_SUCCESS;
}

FAKE_API int cublasLtMatmul(int* handle, const Description* description, const void* alpha, const void* dataA,
        const Layout* a,
        const void* dataB, const Layout* b, const void* beta, const void* dataC, const Layout* c, void* dataD,
        const Layout* d,
        const Algorithm* algorithm, void* workspace, size_t workspaceBytes, void* stream) {
    COUNTED;
    for (const void* object : std::initializer_list<const void*>{handle, description, a, b, c, d}) {
        if (!known(object)) {
            return BLAS_INVALID_VALUE;
        }
    }
    const void* const data[OPERANDS] = {dataA, dataB, dataC, dataD};
    const Product product = productOf(*description, *a, *b, *c, *d, data);
    const BlasStatus status = judge(*description, product);
    if (status != BLAS_SUCCESS) {
        return status;
    }
    if (algorithm != nullptr) {
        bool holds = algorithm->mark == MARK && algorithm->epilogue == description->epilogue
                && algorithm->workspaceBytes <= workspaceBytes
                && alignmentOf(description->bias) >= algorithm->biasAlignment
                && alignmentOf(description->matrix) >= algorithm->matrixAlignment;
        for (size_t i = 0; i < OPERANDS; ++i) {
            holds &= alignmentOf(data[i]) >= algorithm->alignments[i];
        }
        if (!holds) {
            say("an algorithm of cuBLASLt is used for what it was not chosen for: "
                    "other epilogue, less workspace or alignment");
            return BLAS_INVALID_VALUE;
        }
    }
    if (description->pointerMode != 0) {
        return missing("alpha and beta on the device", BLAS_NOT_SUPPORTED);
    }
    const bool isDouble = product.d.type == FLOAT64;
    const double factors[2] = {number(alpha, isDouble), number(beta, isDouble)};
    count("products");
    return statusOf(enqueue(stream, "a product of cuBLASLt", [=, description = *description] {
        useWorkspace(workspace, workspaceBytes);
        isDouble ? run<double>(description, product, factors) : run<float>(description, product, factors);
    }));
}
