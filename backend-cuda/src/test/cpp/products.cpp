#include "products.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace fake {
namespace {

float bits(uint32_t pattern) {
    float value;
    memcpy(&value, &pattern, sizeof value);
    return value;
}

uint32_t bits(float value) {
    uint32_t pattern;
    memcpy(&pattern, &value, sizeof pattern);
    return pattern;
}

/** Rounds to the nearest number with {@code dropped} fewer bits, ties to even; NaN stays NaN. */
float rounded(float value, int dropped) {
    if (std::isnan(value) || std::isinf(value)) {
        return value;
    }
    const uint32_t pattern = bits(value);
    const uint32_t half = (1u << (dropped - 1)) - 1 + ((pattern >> dropped) & 1);
    return bits((pattern + half) >> dropped << dropped);
}

struct Half {
    uint16_t pattern;

    operator float() const {
        const uint32_t sign = uint32_t(pattern & 0x8000) << 16;
        const uint32_t exponent = pattern >> 10 & 31;
        const uint32_t fraction = pattern & 1023;
        if (exponent == 31) {
            return bits(sign | 0x7f800000 | fraction << 13);
        }
        return exponent == 0 ? std::copysign(std::ldexp(float(fraction), -24), bits(sign))
                : bits(sign | (exponent + 112) << 23 | fraction << 13);
    }

    static Half of(float value) {
        const uint16_t sign = bits(value) >> 16 & 0x8000;
        const float size = std::fabs(value);
        if (std::isnan(value)) {
            return {uint16_t(sign | 0x7e00)};
        }
        if (size < 0x1p-14f) {
            return {uint16_t(sign | uint16_t(std::nearbyint(std::ldexp(size, 24))))};
        }
        const float near = rounded(size, 13);
        return {uint16_t(near >= 65536 ? sign | 0x7c00 : sign | ((bits(near) >> 13) - (112 << 10)))};
    }
};

struct Brain {
    uint16_t pattern;

    operator float() const { return bits(uint32_t(pattern) << 16); }

    static Brain of(float value) { return {uint16_t(bits(rounded(value, 16)) >> 16 | (std::isnan(value) ? 0x40 : 0))}; }
};

bool isRounding(int computeType) {
    return computeType == IN_FLOAT32_FROM_TF32 || computeType == IN_FLOAT32_FROM_BFLOAT16
            || computeType == IN_FLOAT32_FROM_FLOAT16;
}

float factor(int computeType, float value) {
    switch (computeType) {
        case IN_FLOAT32_FROM_TF32: return rounded(value, 13);
        case IN_FLOAT32_FROM_BFLOAT16: return Brain::of(value);
        default: return Half::of(value);
    }
}

template <class T> T narrow(double value) { return static_cast<T>(value); }
template <> Half narrow<Half>(double value) { return Half::of(static_cast<float>(value)); }
template <> Brain narrow<Brain>(double value) { return Brain::of(static_cast<float>(value)); }

const char* first(const Matrix& matrix, int64_t batch, const char* what) {
    const auto* const start = static_cast<const char*>(matrix.data)
            + batch * matrix.batchStride * static_cast<int64_t>(sizeOf(matrix.type));
    if (matrix.rows > 0 && matrix.columns > 0) {
        accessible(start, ((matrix.columns - 1) * matrix.leading + matrix.rows) * sizeOf(matrix.type), what);
    }
    return start;
}

template <class T, class S> void read(const Matrix& matrix, const S* from, bool transposed, std::vector<T>& to) {
    for (int64_t column = 0; column < matrix.columns; ++column) {
        for (int64_t row = 0; row < matrix.rows; ++row) {
            const int64_t place = transposed ? row * matrix.columns + column : column * matrix.rows + row;
            to[place] = static_cast<T>(from[column * matrix.leading + row]);
        }
    }
}

template <class T, class S> void write(const std::vector<T>& from, const Matrix& matrix, S* to) {
    for (int64_t column = 0; column < matrix.columns; ++column) {
        for (int64_t row = 0; row < matrix.rows; ++row) {
            to[column * matrix.leading + row] = narrow<S>(from[column * matrix.rows + row]);
        }
    }
}

bool isTyped(const Product& product, int in, int out) {
    return product.a.type == in && product.b.type == in && product.c.type == out && product.d.type == out;
}

}  // namespace

size_t sizeOf(int type) {
    return type == FLOAT64 ? 8 : type == FLOAT32 ? 4 : 2;
}

BlasStatus check(const Product& product, int computeType) {
    for (const Matrix& matrix : {product.a, product.b, product.c, product.d}) {
        if (matrix.rows < 0 || matrix.columns < 0 || matrix.leading < std::max<int64_t>(1, matrix.rows)
                || product.batch < 0) {
            return BLAS_INVALID_VALUE;
        }
    }
    const bool inDouble = computeType == IN_FLOAT64 || computeType == IN_FLOAT64_PEDANTIC;
    const bool inFloat = computeType == IN_FLOAT32 || computeType == IN_FLOAT32_PEDANTIC
            || isRounding(computeType);
    const bool isDouble = isTyped(product, FLOAT64, FLOAT64);
    const bool isFloat = isTyped(product, FLOAT32, FLOAT32);
    const bool isShort = !isRounding(computeType)
            && (isTyped(product, FLOAT16, FLOAT16) || isTyped(product, FLOAT16, FLOAT32)
            || isTyped(product, BFLOAT16, BFLOAT16) || isTyped(product, BFLOAT16, FLOAT32));
    return (inDouble && isDouble) || (inFloat && (isFloat || isShort)) ? BLAS_SUCCESS : BLAS_NOT_SUPPORTED;
}

template <class T> std::vector<T> load(const Matrix& matrix, int64_t batch, bool transposed, const char* what) {
    std::vector<T> values(matrix.rows * matrix.columns);
    const char* const from = first(matrix, batch, what);
    switch (matrix.type) {
        case FLOAT32: read(matrix, reinterpret_cast<const float*>(from), transposed, values); break;
        case FLOAT64: read(matrix, reinterpret_cast<const double*>(from), transposed, values); break;
        case FLOAT16: read(matrix, reinterpret_cast<const Half*>(from), transposed, values); break;
        default: read(matrix, reinterpret_cast<const Brain*>(from), transposed, values);
    }
    return values;
}

template <class T> void store(const std::vector<T>& values, const Matrix& matrix, int64_t batch, const char* what) {
    char* const to = const_cast<char*>(first(matrix, batch, what));
    switch (matrix.type) {
        case FLOAT32: write(values, matrix, reinterpret_cast<float*>(to)); break;
        case FLOAT64: write(values, matrix, reinterpret_cast<double*>(to)); break;
        case FLOAT16: write(values, matrix, reinterpret_cast<Half*>(to)); break;
        default: write(values, matrix, reinterpret_cast<Brain*>(to));
    }
}

/** Adds multiples of columns of a to columns of the result, four of them at a time. */
template <class T> std::vector<T> multiply(const Product& product, int64_t batch, const std::vector<T>& a,
        const std::vector<T>& b) {
    const int64_t m = product.m();
    const int64_t n = product.n();
    const int64_t k = product.k();
    const T alpha = *static_cast<const T*>(product.alpha);
    const T beta = *static_cast<const T*>(product.beta);
    std::vector<T> x = a;
    std::vector<T> y = b;
    if (isRounding(product.computeType)) {
        const auto shorten = [&](T value) {
            return static_cast<T>(factor(product.computeType, static_cast<float>(value)));
        };
        std::transform(x.begin(), x.end(), x.begin(), shorten);
        std::transform(y.begin(), y.end(), y.begin(), shorten);
    }
    std::vector<T> sums(m * n);
    for (int64_t j = 0; j < n; j += 4) {
        const int64_t columns = std::min<int64_t>(4, n - j);
        for (int64_t p = 0; p < k; ++p) {
            const T* const from = x.data() + p * m;
            for (int64_t column = j; column < j + columns; ++column) {
                const T factor = y[column * k + p];
                T* const to = sums.data() + column * m;
                for (int64_t i = 0; i < m; ++i) {
                    to[i] = std::fma(from[i], factor, to[i]);
                }
            }
        }
    }
    for (T& sum : sums) {
        sum *= alpha;
    }
    if (beta != 0) {
        const std::vector<T> c = load<T>(product.c, batch, false, "matrix C");
        for (size_t i = 0; i < sums.size(); ++i) {
            sums[i] = std::fma(beta, c[i], sums[i]);
        }
    }
    return sums;
}

template std::vector<float> load(const Matrix&, int64_t, bool, const char*);
template std::vector<double> load(const Matrix&, int64_t, bool, const char*);
template void store(const std::vector<float>&, const Matrix&, int64_t, const char*);
template void store(const std::vector<double>&, const Matrix&, int64_t, const char*);
template std::vector<float> multiply(const Product&, int64_t, const std::vector<float>&, const std::vector<float>&);
template std::vector<double> multiply(const Product&, int64_t, const std::vector<double>&, const std::vector<double>&);

void useWorkspace(void* workspace, size_t bytes) {
    if (workspace != nullptr && bytes > 0) {
        constexpr size_t ENOUGH = 64 << 10;
        char* const from = static_cast<char*>(accessible(workspace, bytes, "the workspace"));
        const size_t some = std::min(bytes, ENOUGH);
        memset(from, 0xff, some);
        memset(from + bytes - some, 0xff, some);
    }
}

int blasVersion(int flavour) {
    const long set = setting("cuBLAS version");
    return set != 0 ? static_cast<int>(set) : flavour * 10000 + 100 * 6 + 3;
}

BlasStatus property(int flavour, int which, int* value) {
    const int version = blasVersion(flavour);
    if (which < 0 || which > 2) {
        return BLAS_INVALID_VALUE;
    }
    *value = which == 0 ? version / 10000 : which == 1 ? version / 100 % 100 : version % 100;
    return BLAS_SUCCESS;
}

BlasStatus statusOf(Code code) {
    return code == SUCCESS ? BLAS_SUCCESS : code == INVALID_HANDLE ? BLAS_MAPPING_ERROR : BLAS_EXECUTION_FAILED;
}

}  // namespace fake
