/*
 * cuBLASLt: descriptions of products with an epilogue, and algorithms that hold to what was promised when they were
 * asked for: the alignment of addresses and the size of the workspace. Defined when this is compiled: TOOLKIT.
 */
#include <cmath>
#include <cstring>
#include <mutex>
#include <set>

#include "products.h"

namespace fake {
namespace {

/* Bits of cublasLtEpilogue_t. */
enum Epilogue {
    NONE = 1, RELU = 2, BIAS = 4, RELU_GRADIENT = 8, BIAS_GRADIENT = 16, GELU = 32, GELU_GRADIENT = 64, WITH_MATRIX = 128,
    SUMS_OF_A = 256, SUMS_OF_B = 512
};

struct Layout {
    int32_t type;
    int32_t order;
    uint64_t rows;
    uint64_t columns;
    int64_t leading;
    int32_t batch;
    int64_t batchStride;
};

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
    product.tf32 = description.computeType == IN_FLOAT32_FROM_TF32;
    return product;
}

bool fitTogether(const Product& product) {
    const int64_t rowsOfA = product.transposedA ? product.a.columns : product.a.rows;
    const int64_t rowsOfB = product.transposedB ? product.b.columns : product.b.rows;
    const int64_t columnsOfB = product.transposedB ? product.b.rows : product.b.columns;
    return rowsOfA == product.m() && rowsOfB == product.k() && columnsOfB == product.n() && product.c.rows == product.m()
        && product.c.columns == product.n();
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
    return !isKnownEpilogue(description.epilogue) || (isDouble && description.epilogue != NONE) ? BLAS_NOT_SUPPORTED : BLAS_SUCCESS;
}

constexpr float SQRT_2_OVER_PI = 0.7978845608028654f;
constexpr float CUBIC = 0.044715f;

float gelu(float x) {
    return 0.5f * x * (1 + std::tanh(SQRT_2_OVER_PI * (x + CUBIC * x * x * x)));
}

float geluGradient(float x) {
    const float t = std::tanh(SQRT_2_OVER_PI * (x + CUBIC * x * x * x));
    return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * CUBIC * x * x);
}

/** A vector as long as a matrix has rows or columns. */
Matrix vector(const Description& description, const Product& product, int64_t length) {
    return {description.bias, description.biasType < 0 ? product.d.type : description.biasType, length, 1, length,
            description.biasBatchStride};
}

/** The bits that say which elements a ReLU let pass, a column after the other. */
uint8_t* passed(const Description& description, const Product& product, int64_t batch) {
    auto* const first = static_cast<uint8_t*>(description.matrix) + batch * description.matrixBatchStride / 8;
    return static_cast<uint8_t*>(accessible(first, product.n() * description.matrixLeading / 8, "the epilogue's bits"));
}

/** One product of the batch on its way through an epilogue. */
class Finishing {
public:
    Finishing(const Description& description, const Product& product, int64_t batch, std::vector<float>& values)
        : description(description), product(product), batch(batch), values(values) {}

    void run(const std::vector<float>& a, const std::vector<float>& b) {
        const uint32_t epilogue = description.epilogue;
        if (epilogue & BIAS) {
            const std::vector<float> bias = load<float>(vector(description, product, product.m()), batch, false, "the bias");
            each([&](int64_t row, int64_t, float value) { return value + bias[row]; });
        }
        if (epilogue & (GELU | GELU_GRADIENT)) {
            finishGelu(epilogue);
        }
        if (epilogue & (RELU | RELU_GRADIENT)) {
            finishRelu(epilogue);
        }
        if (epilogue & BIAS_GRADIENT) {
            std::vector<float> sums(product.m());
            each([&](int64_t row, int64_t, float value) {
                sums[row] += value;
                return value;
            });
            store(sums, vector(description, product, product.m()), batch, "the bias gradient");
        }
        if (epilogue & SUMS_OF_A) {
            std::vector<float> sums(product.m());
            for (size_t i = 0; i < a.size(); ++i) {
                sums[i % product.m()] += a[i];
            }
            store(sums, vector(description, product, product.m()), batch, "the sums of A");
        }
        if (epilogue & SUMS_OF_B) {
            std::vector<float> sums(product.n());
            for (size_t i = 0; i < b.size(); ++i) {
                sums[i / product.k()] += b[i];
            }
            store(sums, vector(description, product, product.n()), batch, "the sums of B");
        }
    }

private:
    template <class F> void each(F function) {
        for (size_t i = 0; i < values.size(); ++i) {
            values[i] = function(i % product.m(), i / product.m(), values[i]);
        }
    }

    void finishGelu(uint32_t epilogue) {
        const Matrix inputs = {description.matrix, description.matrixType < 0 ? product.d.type : description.matrixType, product.m(),
                product.n(), description.matrixLeading, description.matrixBatchStride};
        if (epilogue & GELU) {
            if (epilogue & WITH_MATRIX) {
                store(values, inputs, batch, "the GELU's inputs");
            }
            each([](int64_t, int64_t, float value) { return gelu(value); });
        } else {
            const std::vector<float> input = load<float>(inputs, batch, false, "the GELU's inputs");
            each([&](int64_t row, int64_t column, float value) { return value * geluGradient(input[column * product.m() + row]); });
        }
    }

    void finishRelu(uint32_t epilogue) {
        uint8_t* const bits = epilogue & WITH_MATRIX ? passed(description, product, batch) : nullptr;
        each([&](int64_t row, int64_t column, float value) {
            const int64_t bit = column * description.matrixLeading + row;
            const uint8_t mask = static_cast<uint8_t>(1 << bit % 8);
            if (epilogue & RELU_GRADIENT) {
                return bits[bit / 8] & mask ? value : 0;
            }
            if (bits != nullptr) {
                bits[bit / 8] = static_cast<uint8_t>(value > 0 ? bits[bit / 8] | mask : bits[bit / 8] & ~mask);
            }
            return value < 0 ? 0 : value;
        });
    }

    const Description& description;
    const Product& product;
    const int64_t batch;
    std::vector<float>& values;
};

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
            Finishing(description, product, i, values).run(a, b);
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
    COUNTED(int);
    return property(TOOLKIT, which, value);
}

FAKE_API int cublasLtCreate(int** handle) {
    COUNTED(int);
    return hasContext() ? create(handle, 0) : BLAS_NOT_INITIALIZED;
}

FAKE_API int cublasLtDestroy(int* handle) {
    COUNTED(int);
    return destroy(handle);
}

FAKE_API int cublasLtMatmulDescCreate(Description** description, int computeType, int scaleType) {
    COUNTED(int);
    Description initial = {};
    initial.computeType = computeType;
    initial.scaleType = scaleType;
    initial.epilogue = NONE;
    initial.matrixType = -1;
    initial.biasType = -1;
    return create(description, initial);
}

FAKE_API int cublasLtMatmulDescDestroy(Description* description) {
    COUNTED(int);
    return destroy(description);
}

FAKE_API int cublasLtMatmulDescSetAttribute(Description* description, int attribute, const void* value, size_t bytes) {
    COUNTED(int);
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
    COUNTED(int);
    return create(layout, {type, 0, rows, columns, leading, 1, 0});
}

FAKE_API int cublasLtMatrixLayoutDestroy(Layout* layout) {
    COUNTED(int);
    return destroy(layout);
}

FAKE_API int cublasLtMatrixLayoutSetAttribute(Layout* layout, int attribute, const void* value, size_t bytes) {
    COUNTED(int);
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
    COUNTED(int);
    return create(preference, {0, UINT32_MAX, {BEST_ALIGNMENT, BEST_ALIGNMENT, BEST_ALIGNMENT, BEST_ALIGNMENT}});
}

FAKE_API int cublasLtMatmulPreferenceDestroy(Preference* preference) {
    COUNTED(int);
    return destroy(preference);
}

FAKE_API int cublasLtMatmulPreferenceSetAttribute(Preference* preference, int attribute, const void* value, size_t bytes) {
    COUNTED(int);
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
FAKE_API int cublasLtMatmulAlgoGetHeuristic(int* handle, const Description* description, const Layout* a, const Layout* b,
        const Layout* c, const Layout* d, const Preference* preference, int wanted, Choice* choices, int* found) {
    COUNTED(int);
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

FAKE_API int cublasLtMatmul(int* handle, const Description* description, const void* alpha, const void* dataA, const Layout* a,
        const void* dataB, const Layout* b, const void* beta, const void* dataC, const Layout* c, void* dataD, const Layout* d,
        const Algorithm* algorithm, void* workspace, size_t workspaceBytes, void* stream) {
    COUNTED(int);
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
            && algorithm->workspaceBytes <= workspaceBytes && alignmentOf(description->bias) >= algorithm->biasAlignment
            && alignmentOf(description->matrix) >= algorithm->matrixAlignment;
        for (size_t i = 0; i < OPERANDS; ++i) {
            holds &= alignmentOf(data[i]) >= algorithm->alignments[i];
        }
        if (!holds) {
            say("an algorithm of cuBLASLt is used for what it was not chosen for: other epilogue, less workspace or alignment");
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
