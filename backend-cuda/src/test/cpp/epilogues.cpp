#include "epilogues.h"

#include <cmath>

namespace fake {
namespace {

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
            const std::vector<float> bias = load<float>(vector(description, product, product.m()), batch, false,
                    "the bias");
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
        const Matrix inputs = {description.matrix, description.matrixType < 0 ? product.d.type : description.matrixType,
                product.m(), product.n(), description.matrixLeading, description.matrixBatchStride};
        if (epilogue & GELU) {
            if (epilogue & WITH_MATRIX) {
                store(values, inputs, batch, "the GELU's inputs");
            }
            each([](int64_t, int64_t, float value) { return gelu(value); });
        } else {
            const std::vector<float> input = load<float>(inputs, batch, false, "the GELU's inputs");
            each([&](int64_t row, int64_t column, float value) { return value * geluGradient(input[column * product.m()
                    + row]); });
        }
    }

    void finishRelu(uint32_t epilogue) {
        const bool passesZero = setting("ReLU passes zero") != 0;
        uint8_t* const bits = epilogue & WITH_MATRIX ? passed(description, product, batch) : nullptr;
        each([&](int64_t row, int64_t column, float value) {
            const int64_t bit = column * description.matrixLeading + row;
            const uint8_t mask = static_cast<uint8_t>(1 << bit % 8);
            if (epilogue & RELU_GRADIENT) {
                return bits[bit / 8] & mask ? value : 0;
            }
            if (bits != nullptr) {
                bits[bit / 8] = static_cast<uint8_t>(value > 0 || (passesZero && value == 0) ? bits[bit / 8] | mask : bits[bit / 8] & ~mask);
            }
            return value < 0 ? 0 : value;
        });
    }

    const Description& description;
    const Product& product;
    const int64_t batch;
    std::vector<float>& values;
};

}  // namespace

void finish(const Description& description, const Product& product, int64_t batch, const std::vector<float>& a,
        const std::vector<float>& b, std::vector<float>& values) {
    Finishing(description, product, batch, values).run(a, b);
}

}  // namespace fake
