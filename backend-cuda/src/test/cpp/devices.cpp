/* Initialisation, devices, contexts, and what stands in front of every call. */
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "driver.h"
#include "fibers.h"

namespace fake {
namespace {

/* Attributes of a device that differ from 0, by CUdevice_attribute. */
struct Attribute {
    int number;
    int value;
};

constexpr Attribute COMMON[] = {
    {1, 1024}, {2, 1024}, {3, 1024}, {4, 64},               /* threads per block, and by dimension */
    {5, 2147483647}, {6, 65535}, {7, 65535},                /* blocks per grid, by dimension */
    {8, 48 << 10},                                          /* shared memory per block */
    {9, 64 << 10},                                          /* constant memory */
    {10, 32},                                               /* warp size */
    {11, 2147483647},                                       /* pitch */
    {12, 65536},                                            /* registers per block */
    {14, 512}, {15, 1}, {19, 1}, {30, 512}, {31, 1},        /* alignment, overlap, mapping, concurrent kernels */
    {37, 384}, {40, 2}, {41, 1},                            /* bus width, copy engines, unified addressing */
    {51, 32}, {78, 1}, {79, 1}, {80, 1}, {82, 65536},       /* alignment, priorities, L1 caches, registers per SM */
    {83, 1}, {90, 1}, {91, 1}, {95, 1}, {99, 1},            /* managed, preemption, registered, cooperative */
    {102, 1}, {111, 1024}, {115, 1},                        /* virtual memory, reserved shared memory, memory pools */
};

/* What depends on the architecture: a small Turing, or a Hopper. */
constexpr Attribute TURING[] = {
    {13, 1590000}, {16, 40}, {36, 5001000}, {38, 4 << 20}, {39, 1024}, {81, 64 << 10}, {87, 32}, {97, 64 << 10},
            {106, 16},
};
constexpr Attribute HOPPER[] = {
    {13, 1980000}, {16, 132}, {36, 2619000}, {38, 50 << 20}, {39, 2048}, {81, 228 << 10}, {87, 2}, {97, 227 << 10},
            {106, 32},
    {120, 1},
};
constexpr int LAST_ATTRIBUTE = 147;

template <size_t N> bool find(const Attribute (&attributes)[N], int number, int* value) {
    const auto found = std::find_if(attributes, attributes + N, [=](const Attribute& a) { return a.number == number; });
    if (found != attributes + N) {
        *value = found->value;
    }
    return found != attributes + N;
}

bool driverInitialised = false;
thread_local std::vector<Context*> contextStack;
std::set<Context*>& contexts() {
    static auto* const contexts = new std::set<Context*>;
    return *contexts;
}

std::recursive_mutex& gate() {
    static auto* const gate = new std::recursive_mutex;
    return *gate;
}

Context* newContext(int device) {
    auto* const context = new Context{device};
    context->defaultStream = newStream(context, true);
    contexts().insert(context);
    return context;
}

void destroy(Context* context) {
    execute(context->defaultStream, UINT64_MAX);
    synchronise(context);
    dropWork(context);
    freeMemoryOf(context);
    contexts().erase(context);
    /* The memory of the handle stays, so that its address is never another context's. */
}

bool known(int device) {
    return device >= 0 && device < static_cast<int>(devices().size());
}

Device& deviceOf(const Context* context) {
    return devices()[context->device];
}

}  // namespace

bool initialised() {
    return driverInitialised;
}

std::vector<Device>& devices() {
    static auto* const devices = new std::vector<Device>;
    return *devices;
}

Context* current() {
    return contextStack.empty() ? nullptr : contextStack.back();
}

bool live(const Context* context) {
    return contexts().count(const_cast<Context*>(context)) > 0;
}

bool hasContext() {
    const std::lock_guard<std::recursive_mutex> lock(gate());
    return current() != nullptr && live(current()) && current()->failure == SUCCESS;
}

Entry::Entry(const char* function, Need need) : lock(gate()) {
    code = static_cast<Code>(planted(function));
    if (code != SUCCESS || need == NOTHING) {
        return;
    }
    if (!driverInitialised) {
        code = NOT_INITIALIZED;
    } else if (need == DRIVER) {
        return;
    } else if (current() == nullptr) {
        code = INVALID_CONTEXT;
    } else if (!live(current())) {
        code = CONTEXT_IS_DESTROYED;
    } else if (current()->failure != SUCCESS) {
        code = current()->failure;
    } else if (need == CONTEXT_UNCAPTURED) {
        if (Capture* const capture = forbiddingCapture()) {
            say(std::string(function) + " might synchronise and was called while a stream was captured");
            capture->invalidated = true;
            code = STREAM_CAPTURE_UNSUPPORTED;
        }
    }
}

}  // namespace fake

using namespace fake;

FAKE_API int cuInit(unsigned flags) {
    ENTER(NOTHING);
    if (flags != 0) {
        return INVALID_VALUE;
    }
    if (!driverInitialised) {
        if (capabilities().empty()) {
            return NO_DEVICE;
        }
        catchWrongAccesses();
        for (const Capability& capability : capabilities()) {
            devices().push_back({capability});
        }
        for (size_t i = 0; i < devices().size(); ++i) {
            devices()[i].defaultPool.device = static_cast<int>(i);
            devices()[i].pool = &devices()[i].defaultPool;
        }
        driverInitialised = true;
    }
    return SUCCESS;
}

FAKE_API int cuDriverGetVersion(int* version) {
    ENTER(NOTHING);
    *version = static_cast<int>(setting("driver version"));
    return SUCCESS;
}

FAKE_API int cuDeviceGetCount(int* count) {
    ENTER(DRIVER);
    *count = static_cast<int>(devices().size());
    return SUCCESS;
}

FAKE_API int cuDeviceGet(int* device, int ordinal) {
    ENTER(DRIVER);
    if (!known(ordinal)) {
        return INVALID_DEVICE;
    }
    *device = ordinal;
    return SUCCESS;
}

FAKE_API int cuDeviceGetName(char* name, int length, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    const Capability capability = devices()[device].capability;
    snprintf(name, length, "Fake GPU sm_%d%d", capability.major, capability.minor);
    return SUCCESS;
}

FAKE_API int cuDeviceGetUuid(char* uuid, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    memcpy(uuid, "fake CUDA device", 16);
    uuid[15] = static_cast<char>('0' + device);
    return SUCCESS;
}

FAKE_API int cuDeviceGetUuid_v2(char* uuid, int device) {
    return cuDeviceGetUuid(uuid, device);
}

FAKE_API int cuDeviceGetPCIBusId(char* text, int length, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    snprintf(text, length, "0000:%02x:00.0", device + 1);
    return SUCCESS;
}

FAKE_API int cuDeviceTotalMem_v2(size_t* bytes, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    *bytes = setting("memory bytes");
    return SUCCESS;
}

FAKE_API int cuDeviceGetAttribute(int* value, int attribute, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    if (attribute < 1 || attribute > LAST_ATTRIBUTE) {
        return INVALID_VALUE;
    }
    const Capability capability = devices()[device].capability;
    *value = 0;
    if (attribute == 75 || attribute == 76) {
        *value = attribute == 75 ? capability.major : capability.minor;
    } else if (attribute == 33) {
        *value = device + 1;
    } else if (!find(COMMON, attribute, value)) {
        capability.major < 8 ? find(TURING, attribute, value) : find(HOPPER, attribute, value);
    }
    return SUCCESS;
}

FAKE_API int cuDeviceComputeCapability(int* major, int* minor, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    *major = devices()[device].capability.major;
    *minor = devices()[device].capability.minor;
    return SUCCESS;
}

FAKE_API int cuDevicePrimaryCtxRetain(Context** context, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    Device& owner = devices()[device];
    if (owner.retained++ == 0) {
        owner.primary = newContext(device);
    }
    *context = owner.primary;
    return SUCCESS;
}

FAKE_API int cuDevicePrimaryCtxReset_v2(int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    Device& owner = devices()[device];
    if (owner.primary != nullptr) {
        destroy(owner.primary);
        owner.primary = owner.retained > 0 ? newContext(device) : nullptr;
    }
    return SUCCESS;
}

FAKE_API int cuDevicePrimaryCtxRelease_v2(int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    Device& owner = devices()[device];
    if (owner.retained == 0) {
        return INVALID_CONTEXT;
    }
    if (--owner.retained == 0) {
        destroy(owner.primary);
        owner.primary = nullptr;
    }
    return SUCCESS;
}

FAKE_API int cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    *flags = 0;
    *active = devices()[device].retained > 0;
    return SUCCESS;
}

FAKE_API int cuDevicePrimaryCtxSetFlags_v2(int device, unsigned) {
    ENTER(DRIVER);
    return known(device) ? SUCCESS : INVALID_DEVICE;
}

FAKE_API int cuCtxCreate_v2(Context** context, unsigned, int device) {
    ENTER(DRIVER);
    if (!known(device)) {
        return INVALID_DEVICE;
    }
    *context = newContext(device);
    contextStack.push_back(*context);
    return SUCCESS;
}

FAKE_API int cuCtxDestroy_v2(Context* context) {
    ENTER(DRIVER);
    if (!live(context) || context == deviceOf(context).primary) {
        return INVALID_CONTEXT;
    }
    destroy(context);
    if (current() == context) {
        contextStack.pop_back();
    }
    return SUCCESS;
}

FAKE_API int cuCtxGetCurrent(Context** context) {
    ENTER(DRIVER);
    *context = current();
    return SUCCESS;
}

FAKE_API int cuCtxSetCurrent(Context* context) {
    ENTER(DRIVER);
    if (context != nullptr && !live(context)) {
        return INVALID_CONTEXT;
    }
    if (!contextStack.empty()) {
        contextStack.pop_back();
    }
    if (context != nullptr) {
        contextStack.push_back(context);
    }
    return SUCCESS;
}

FAKE_API int cuCtxPushCurrent_v2(Context* context) {
    ENTER(DRIVER);
    if (!live(context)) {
        return INVALID_CONTEXT;
    }
    contextStack.push_back(context);
    return SUCCESS;
}

FAKE_API int cuCtxPopCurrent_v2(Context** context) {
    ENTER(DRIVER);
    if (contextStack.empty()) {
        return INVALID_CONTEXT;
    }
    if (context != nullptr) {
        *context = current();
    }
    contextStack.pop_back();
    return SUCCESS;
}

FAKE_API int cuCtxGetDevice(int* device) {
    ENTER(CONTEXT);
    *device = current()->device;
    return SUCCESS;
}

FAKE_API int cuCtxGetApiVersion(Context* context, unsigned* version) {
    ENTER(DRIVER);
    if (context != nullptr && !live(context)) {
        return INVALID_CONTEXT;
    }
    *version = 3020;
    return SUCCESS;
}

FAKE_API int cuCtxGetStreamPriorityRange(int* least, int* greatest) {
    ENTER(CONTEXT);
    *least = 0;
    *greatest = -5;
    return SUCCESS;
}

FAKE_API int cuCtxSynchronize() {
    ENTER(CONTEXT_UNCAPTURED);
    count("synchronisations");
    return synchronise(current());
}
