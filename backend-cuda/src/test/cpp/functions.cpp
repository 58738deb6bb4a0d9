/* Attributes of functions, occupancy, and launches up to where they are queued. */
#include <algorithm>
#include <cstring>

#include "driver.h"
#include "kernels.h"

FAKE_API int cuDeviceGetAttribute(int* value, int attribute, int device);

namespace fake {
namespace {

/* What ptxas would decide; no kernel is refused for it. */
constexpr int REGISTERS = 32;

enum FunctionAttribute {
    MAX_THREADS_PER_BLOCK = 0, SHARED_SIZE_BYTES = 1, NUM_REGS = 4, PTX_VERSION = 5, BINARY_VERSION = 6,
    MAX_DYNAMIC_SHARED_SIZE_BYTES = 8, PREFERRED_SHARED_MEMORY_CARVEOUT = 9, LAST_FUNCTION_ATTRIBUTE = 15
};

enum DeviceAttribute {
    MAX_THREADS = 1, MAX_BLOCK_X = 2, MAX_GRID_X = 5, MULTIPROCESSORS = 16, THREADS_PER_MULTIPROCESSOR = 39,
    SHARED_PER_MULTIPROCESSOR = 81, SHARED_PER_BLOCK_OPT_IN = 97, BLOCKS_PER_MULTIPROCESSOR = 106
};

int deviceAttribute(int attribute) {
    int value = 0;
    cuDeviceGetAttribute(&value, attribute, current()->device);
    return value;
}

int bound(const Kernel& kernel) {
    return kernel.record->bound > 0 ? kernel.record->bound : deviceAttribute(MAX_THREADS);
}

/** Each block takes this much more of a multiprocessor's shared memory than it asks for. */
constexpr size_t RESERVED_SHARED_BYTES = 1024;

int activeBlocks(const Kernel& kernel, int threads, size_t dynamicBytes) {
    const size_t sharedBytes = kernel.sharedBytes + dynamicBytes + RESERVED_SHARED_BYTES;
    const int warps = (threads + 31) / 32;
    return std::min({deviceAttribute(THREADS_PER_MULTIPROCESSOR) / (warps * 32),
            deviceAttribute(BLOCKS_PER_MULTIPROCESSOR),
            static_cast<int>(deviceAttribute(SHARED_PER_MULTIPROCESSOR) / sharedBytes)});
}

bool within(Index size, int firstLimit) {
    const unsigned sizes[] = {size.x, size.y, size.z};
    for (int i = 0; i < 3; ++i) {
        if (sizes[i] < 1 || sizes[i] > static_cast<unsigned>(deviceAttribute(firstLimit + i))) {
            return false;
        }
    }
    return true;
}

Code refuse(const Kernel& kernel, const std::string& reason) {
    say("the launch of " + std::string(kernel.record->name) + " is refused: " + reason);
    return INVALID_VALUE;
}

Code check(const Kernel& kernel, Index grid, Index block, unsigned dynamicBytes) {
    if (!within(grid, MAX_GRID_X)) {
        return refuse(kernel, "the grid is empty or too large");
    }
    if (!within(block, MAX_BLOCK_X) || block.x * block.y * block.z > static_cast<unsigned>(bound(kernel))) {
        return refuse(kernel, "a block may have up to " + std::to_string(bound(kernel)) + " threads");
    }
    if (dynamicBytes > kernel.largestDynamicBytes) {
        return refuse(kernel, "MAX_DYNAMIC_SHARED_SIZE_BYTES is " + std::to_string(kernel.largestDynamicBytes));
    }
    if (kernel.sharedBytes + dynamicBytes > static_cast<size_t>(deviceAttribute(SHARED_PER_BLOCK_OPT_IN))) {
        return refuse(kernel, "there is not so much shared memory");
    }
    return SUCCESS;
}

std::vector<char> copyOf(const KernelRecord& record, void* const* parameters) {
    std::vector<char> bytes(record.count * sizeof(uint64_t));
    size_t at = 0;
    for (int i = 0; i < record.count; ++i) {
        bytes.resize(std::max(bytes.size(), at + record.sizes[i]));
        memcpy(bytes.data() + at, parameters[i], record.sizes[i]);
        at += (record.sizes[i] + 7) / 8 * 8;
    }
    return bytes;
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API int cuFuncGetAttribute(int* value, int attribute, const Kernel* handle) {
    ENTER(CONTEXT);
    const Function* const function = functionOf(handle);
    if (function == nullptr || attribute < 0 || attribute > LAST_FUNCTION_ATTRIBUTE) {
        return function == nullptr ? INVALID_HANDLE : INVALID_VALUE;
    }
    const Capability capability = devices()[current()->device].capability;
    switch (attribute) {
        case MAX_THREADS_PER_BLOCK: *value = bound(*handle); break;
        case SHARED_SIZE_BYTES: *value = static_cast<int>(handle->sharedBytes); break;
        case NUM_REGS: *value = REGISTERS; break;
        case PTX_VERSION:
        case BINARY_VERSION: *value = capability.major * 10 + capability.minor; break;
        case MAX_DYNAMIC_SHARED_SIZE_BYTES: *value = static_cast<int>(handle->largestDynamicBytes); break;
        case PREFERRED_SHARED_MEMORY_CARVEOUT: *value = -1; break;
        default: *value = 0;
    }
    return SUCCESS;
}

FAKE_API int cuFuncSetAttribute(const Kernel* handle, int attribute, int value) {
    ENTER(CONTEXT);
    const Function* const function = functionOf(handle);
    if (function == nullptr) {
        return INVALID_HANDLE;
    }
    if (attribute == PREFERRED_SHARED_MEMORY_CARVEOUT) {
        return value < -1 || value > 100 ? INVALID_VALUE : SUCCESS;
    }
    if (attribute != MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0
            || handle->sharedBytes + value > static_cast<size_t>(deviceAttribute(SHARED_PER_BLOCK_OPT_IN))) {
        return INVALID_VALUE;
    }
    function->kernel->largestDynamicBytes = value;
    return SUCCESS;
}

FAKE_API int cuFuncSetCacheConfig(const Kernel* handle, int) {
    ENTER(CONTEXT);
    return functionOf(handle) == nullptr ? INVALID_HANDLE : SUCCESS;
}

FAKE_API int cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const Kernel* handle, int threads,
        size_t dynamicBytes) {
    ENTER(CONTEXT);
    if (functionOf(handle) == nullptr || threads < 1) {
        return functionOf(handle) == nullptr ? INVALID_HANDLE : INVALID_VALUE;
    }
    *blocks = threads > bound(*handle) ? 0 : activeBlocks(*handle, threads, dynamicBytes);
    return SUCCESS;
}

FAKE_API int cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const Kernel* handle, int threads,
        size_t dynamicBytes, unsigned) {
    ENTER(CONTEXT);
    return cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, handle, threads, dynamicBytes);
}

FAKE_API int cuOccupancyMaxPotentialBlockSize(int* grid, int* threads, const Kernel* handle,
        size_t (*dynamicBytesOf)(int), size_t dynamicBytes, int limit) {
    ENTER(CONTEXT);
    if (functionOf(handle) == nullptr) {
        return INVALID_HANDLE;
    }
    int bestBlocks = 0;
    *threads = 0;
    const int largest = limit > 0 ? std::min(limit, bound(*handle)) : bound(*handle);
    for (int candidate = 32; candidate <= largest; candidate += 32) {
        const size_t shared = dynamicBytesOf == nullptr ? dynamicBytes : dynamicBytesOf(candidate);
        const int blocks = activeBlocks(*handle, candidate, shared);
        if (blocks * candidate >= bestBlocks * *threads) {
            bestBlocks = blocks;
            *threads = candidate;
        }
    }
    *grid = bestBlocks * deviceAttribute(MULTIPROCESSORS);
    return SUCCESS;
}

FAKE_API int cuLaunchKernel(const Kernel* handle, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
        unsigned blockY, unsigned blockZ, unsigned dynamicBytes, void* stream, void** parameters, void** extra) {
    ENTER(CONTEXT);
    const Function* const function = functionOf(handle);
    if (function == nullptr) {
        return INVALID_HANDLE;
    }
    if (extra != nullptr) {
        say("the fake takes parameters of kernels one by one only");
        return NOT_SUPPORTED;
    }
    if (parameters == nullptr && handle->record->count > 0) {
        return INVALID_VALUE;
    }
    const Index grid = {gridX, gridY, gridZ};
    const Index block = {blockX, blockY, blockZ};
    const Code code = check(*handle, grid, block, dynamicBytes);
    if (code != SUCCESS) {
        return code;
    }
    count("launches");
    const Launch launch = {function->object, handle, grid, block, dynamicBytes, copyOf(*handle->record, parameters)};
    return queue(streamOf(stream), {Work::KERNEL, handle->record->name, [launch] { run(launch); },
            {function->object.get()}});
}
