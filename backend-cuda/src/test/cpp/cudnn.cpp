/* cuDNN: handles, descriptors of tensors, and softmax. */
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <vector>

#include "fake.h"

namespace fake {
namespace {

/** Values of cudnnStatus_t, in the numbering of version 9. */
enum DnnStatus {
    DNN_SUCCESS = 0, DNN_NOT_INITIALIZED = 1001, DNN_BAD_PARAM = 2000, DNN_NOT_SUPPORTED = 3000,
    DNN_EXECUTION_FAILED = 5000
};

enum Type { FLOAT = 0, DOUBLE = 1 };
enum Softmax { FAST = 0, ACCURATE = 1, LOGARITHM = 2 };
enum Mode { INSTANCE = 0, CHANNEL = 1 };

struct Handle {
    void* stream = nullptr;
};

struct Tensor {
    int type = -1;
    int sizes[4] = {};
    int strides[4] = {};
};

template <class T> struct Objects {
    std::mutex gate;
    std::set<T*> live;

    bool has(T* object) {
        const std::lock_guard<std::mutex> lock(gate);
        return live.count(object) > 0;
    }

    DnnStatus create(T** object) {
        *object = new T;
        const std::lock_guard<std::mutex> lock(gate);
        live.insert(*object);
        return DNN_SUCCESS;
    }

    DnnStatus destroy(T* object) {
        const std::lock_guard<std::mutex> lock(gate);
        if (live.erase(object) == 0) {
            return DNN_BAD_PARAM;
        }
        delete object;
        return DNN_SUCCESS;
    }
};

Objects<Handle>& handles() {
    static auto* const handles = new Objects<Handle>;
    return *handles;
}

Objects<Tensor>& tensors() {
    static auto* const tensors = new Objects<Tensor>;
    return *tensors;
}

/** Calls a function with the offsets of each group of elements that a softmax runs over. */
template <class F> void groups(const Tensor& tensor, int mode, F function) {
    std::vector<size_t> offsets;
    const auto at = [&](int n, int c, int h, int w) {
        return size_t(n) * tensor.strides[0] + size_t(c) * tensor.strides[1] + size_t(h) * tensor.strides[2]
                + size_t(w) * tensor.strides[3];
    };
    for (int n = 0; n < tensor.sizes[0]; ++n) {
        for (int h = 0; h < tensor.sizes[2]; ++h) {
            for (int w = 0; w < tensor.sizes[3]; ++w) {
                for (int c = 0; c < tensor.sizes[1]; ++c) {
                    offsets.push_back(at(n, c, h, w));
                }
                if (mode == CHANNEL) {
                    function(offsets);
                    offsets.clear();
                }
            }
        }
        if (mode == INSTANCE) {
            function(offsets);
            offsets.clear();
        }
    }
}

size_t bytesOf(const Tensor& tensor) {
    size_t last = 0;
    for (int i = 0; i < 4; ++i) {
        last += size_t(tensor.sizes[i] - 1) * tensor.strides[i];
    }
    return (last + 1) * (tensor.type == DOUBLE ? sizeof(double) : sizeof(float));
}

template <class T> T* data(const void* address, const Tensor& tensor, const char* what) {
    return static_cast<T*>(accessible(address, bytesOf(tensor), what));
}

template <class T> void blend(T& to, T value, const double (&factors)[2]) {
    to = static_cast<T>(factors[0]) * value + (factors[1] == 0 ? 0 : static_cast<T>(factors[1]) * to);
}

template <class T> void forward(int algorithm, int mode, const Tensor& tensor, const void* x, void* y,
        const double (&factors)[2]) {
    const T* const in = data<T>(x, tensor, "the softmax's input");
    T* const out = data<T>(y, tensor, "the softmax's output");
    groups(tensor, mode, [&](const std::vector<size_t>& offsets) {
        T largest = algorithm == FAST ? 0 : in[offsets[0]];
        for (const size_t offset : offsets) {
            largest = algorithm == FAST ? 0 : std::max(largest, in[offset]);
        }
        T sum = 0;
        for (const size_t offset : offsets) {
            sum += std::exp(in[offset] - largest);
        }
        for (const size_t offset : offsets) {
            const T shifted = in[offset] - largest;
            blend(out[offset], algorithm == LOGARITHM ? shifted - std::log(sum) : std::exp(shifted) / sum, factors);
        }
    });
}

bool alike(const Tensor& x, const Tensor& y) {
    return memcmp(&x, &y, sizeof x) == 0;
}

DnnStatus set(Tensor* tensor, int type, const int (&sizes)[4], const int (&strides)[4]) {
    if (!tensors().has(tensor) || std::any_of(sizes, sizes + 4, [](int size) { return size < 1; })) {
        return DNN_BAD_PARAM;
    }
    if (type != FLOAT && type != DOUBLE) {
        return DNN_NOT_SUPPORTED;
    }
    tensor->type = type;
    std::copy(sizes, sizes + 4, tensor->sizes);
    std::copy(strides, strides + 4, tensor->strides);
    return DNN_SUCCESS;
}

struct Factors {
    double values[2];
};

Factors read(const void* alpha, const void* beta, int type) {
    return type == DOUBLE ? Factors{{*static_cast<const double*>(alpha), *static_cast<const double*>(beta)}}
        : Factors{{*static_cast<const float*>(alpha), *static_cast<const float*>(beta)}};
}

DnnStatus statusOf(Code code) {
    return code == SUCCESS ? DNN_SUCCESS : DNN_EXECUTION_FAILED;
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API size_t cudnnGetVersion() {
    return setting("cuDNN version");
}

FAKE_API size_t cudnnGetCudartVersion() {
    return 12060;
}

FAKE_API const char* cudnnGetErrorString(int status) {
    switch (status) {
        case DNN_SUCCESS: return "CUDNN_STATUS_SUCCESS";
        case DNN_NOT_INITIALIZED: return "CUDNN_STATUS_NOT_INITIALIZED";
        case DNN_BAD_PARAM: return "CUDNN_STATUS_BAD_PARAM";
        case DNN_NOT_SUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
        case DNN_EXECUTION_FAILED: return "CUDNN_STATUS_EXECUTION_FAILED";
        default: return "CUDNN_UNKNOWN_STATUS";
    }
}

FAKE_API int cudnnCreate(Handle** handle) {
    COUNTED;
    return hasContext() ? handles().create(handle) : DNN_NOT_INITIALIZED;
}

FAKE_API int cudnnDestroy(Handle* handle) {
    COUNTED;
    return handles().destroy(handle);
}

FAKE_API int cudnnSetStream(Handle* handle, void* stream) {
    COUNTED;
    if (!handles().has(handle)) {
        return DNN_BAD_PARAM;
    }
    handle->stream = stream;
    return DNN_SUCCESS;
}

FAKE_API int cudnnCreateTensorDescriptor(Tensor** tensor) {
    COUNTED;
    return tensors().create(tensor);
}

FAKE_API int cudnnDestroyTensorDescriptor(Tensor* tensor) {
    COUNTED;
    return tensors().destroy(tensor);
}

FAKE_API int cudnnSetTensor4dDescriptorEx(Tensor* tensor, int type, int n, int c, int h, int w, int strideN,
        int strideC, int strideH, int strideW) {
    COUNTED;
    return set(tensor, type, {n, c, h, w}, {strideN, strideC, strideH, strideW});
}

/** Format 0 is NCHW, 1 is NHWC. */
FAKE_API int cudnnSetTensor4dDescriptor(Tensor* tensor, int format, int type, int n, int c, int h, int w) {
    COUNTED;
    if (format == 0) {
        return set(tensor, type, {n, c, h, w}, {c * h * w, h * w, w, 1});
    }
    return format == 1 ? set(tensor, type, {n, c, h, w}, {c * h * w, 1, w * c, c}) : DNN_NOT_SUPPORTED;
}

FAKE_API int cudnnSoftmaxForward(Handle* handle, int algorithm, int mode, const void* alpha, Tensor* x,
        const void* dataX, const void* beta, Tensor* y, void* dataY) {
    COUNTED;
    if (!handles().has(handle) || !tensors().has(x) || !tensors().has(y) || !alike(*x, *y) || algorithm < FAST
            || algorithm > LOGARITHM || mode < INSTANCE || mode > CHANNEL) {
        return DNN_BAD_PARAM;
    }
    return statusOf(enqueue(handle->stream, "a softmax of cuDNN",
            [=, tensor = *x, factors = read(alpha, beta, x->type)] {
        tensor.type == DOUBLE ? forward<double>(algorithm, mode, tensor, dataX, dataY, factors.values)
                : forward<float>(algorithm, mode, tensor, dataX, dataY, factors.values);
    }));
}
