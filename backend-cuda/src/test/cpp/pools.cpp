/* Memory that is allocated and freed in the order of a stream, from pools that keep what is freed for a while. */
#include <algorithm>

#include "driver.h"

namespace fake {
namespace {

std::set<Pool*>& ownPools() {
    static auto* const pools = new std::set<Pool*>;
    return *pools;
}

void trim(Pool& pool, uint64_t kept) {
    pool.reserved = std::max(pool.used, std::min(pool.reserved, kept));
}

bool fits(const Pool& pool, size_t size) {
    const uint64_t spare = pool.reserved - pool.used;
    return size <= spare || size - spare <= available(pool.device);
}

Code allocateFrom(Pool& pool, uintptr_t* address, size_t size, const std::shared_ptr<Stream>& stream) {
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (size == 0) {
        return INVALID_VALUE;
    }
    if (stream->capture != nullptr) {
        say("the fake has no nodes for allocations in graphs");
        return NOT_SUPPORTED;
    }
    if (!fits(pool, size)) {
        /* What the stream frees before can be used after. */
        const Code code = execute(stream, UINT64_MAX);
        if (code != SUCCESS) {
            return code;
        }
        if (!fits(pool, size)) {
            return OUT_OF_MEMORY;
        }
    }
    *address = allocate(size, MemoryKind::POOLED, &pool).base;
    pool.used += size;
    pool.reserved = std::max(pool.reserved, pool.used);
    pool.mostUsed = std::max(pool.mostUsed, pool.used);
    pool.mostReserved = std::max(pool.mostReserved, pool.reserved);
    return SUCCESS;
}

Pool* poolOf(Pool* handle) {
    for (Device& device : devices()) {
        if (handle == &device.defaultPool) {
            return handle;
        }
    }
    return ownPools().count(handle) > 0 && !handle->destroyed ? handle : nullptr;
}

enum PoolAttribute {
    RELEASE_THRESHOLD = 4, RESERVED_CURRENT, RESERVED_HIGH, USED_CURRENT, USED_HIGH
};

uint64_t* field(Pool& pool, int attribute) {
    switch (attribute) {
        case RELEASE_THRESHOLD: return &pool.threshold;
        case RESERVED_CURRENT: return &pool.reserved;
        case RESERVED_HIGH: return &pool.mostReserved;
        case USED_CURRENT: return &pool.used;
        case USED_HIGH: return &pool.mostUsed;
        default: return nullptr;
    }
}

}  // namespace

uint64_t reservedByPools(int device) {
    uint64_t bytes = devices()[device].defaultPool.reserved;
    for (const Pool* pool : ownPools()) {
        bytes += pool->device == device ? pool->reserved : 0;
    }
    return bytes;
}

void releasePools() {
    for (Device& device : devices()) {
        trim(device.defaultPool, device.defaultPool.threshold);
    }
    for (Pool* pool : ownPools()) {
        trim(*pool, pool->threshold);
    }
}

}  // namespace fake

using namespace fake;

FAKE_API int cuMemAllocAsync(uintptr_t* address, size_t size, void* stream) {
    ENTER(CONTEXT);
    return allocateFrom(*devices()[current()->device].pool, address, size, streamOf(stream));
}

FAKE_API int cuMemAllocFromPoolAsync(uintptr_t* address, size_t size, Pool* handle, void* stream) {
    ENTER(CONTEXT);
    Pool* const pool = poolOf(handle);
    return pool == nullptr ? INVALID_HANDLE : allocateFrom(*pool, address, size, streamOf(stream));
}

FAKE_API int cuMemFreeAsync(uintptr_t address, void* handle) {
    ENTER(CONTEXT);
    const Allocation* const allocation = startingAt(address);
    if (allocation == nullptr || !allocation->isOnDevice()) {
        return INVALID_VALUE;
    }
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream != nullptr && stream->capture != nullptr) {
        say("the fake has no nodes for allocations in graphs");
        return NOT_SUPPORTED;
    }
    return queue(stream, {Work::OTHER, "freeing memory", [address] {
        const Allocation* const live = startingAt(address);
        if (live == nullptr) {
            throw DeviceFault{ILLEGAL_ADDRESS, "memory was freed twice"};
        }
        release(*live);
    }});
}

FAKE_API int cuDeviceGetDefaultMemPool(Pool** pool, int device) {
    ENTER(DRIVER);
    if (device < 0 || device >= static_cast<int>(devices().size())) {
        return INVALID_DEVICE;
    }
    *pool = &devices()[device].defaultPool;
    return SUCCESS;
}

FAKE_API int cuDeviceGetMemPool(Pool** pool, int device) {
    ENTER(DRIVER);
    if (device < 0 || device >= static_cast<int>(devices().size())) {
        return INVALID_DEVICE;
    }
    *pool = devices()[device].pool;
    return SUCCESS;
}

FAKE_API int cuDeviceSetMemPool(int device, Pool* handle) {
    ENTER(DRIVER);
    Pool* const pool = poolOf(handle);
    if (pool == nullptr || pool->device != device) {
        return INVALID_VALUE;
    }
    devices()[device].pool = pool;
    return SUCCESS;
}

/* CUmemPoolProps: kind and handle types, then kind and number of the location. */
FAKE_API int cuMemPoolCreate(Pool** pool, const int* properties) {
    ENTER(DRIVER);
    if (properties[3] < 0 || properties[3] >= static_cast<int>(devices().size())) {
        return INVALID_DEVICE;
    }
    *pool = new Pool{properties[3]};
    ownPools().insert(*pool);
    return SUCCESS;
}

FAKE_API int cuMemPoolDestroy(Pool* pool) {
    ENTER(DRIVER);
    if (ownPools().count(pool) == 0 || pool->destroyed) {
        return INVALID_VALUE;
    }
    /* The pool stays for the memory that is still in use. */
    pool->destroyed = true;
    trim(*pool, 0);
    return SUCCESS;
}

FAKE_API int cuMemPoolTrimTo(Pool* handle, size_t kept) {
    ENTER(DRIVER);
    Pool* const pool = poolOf(handle);
    if (pool == nullptr) {
        return INVALID_VALUE;
    }
    trim(*pool, kept);
    return SUCCESS;
}

FAKE_API int cuMemPoolSetAttribute(Pool* handle, int attribute, const uint64_t* value) {
    ENTER(DRIVER);
    Pool* const pool = poolOf(handle);
    if (pool == nullptr || attribute < 1 || attribute > USED_HIGH) {
        return INVALID_VALUE;
    }
    if (attribute == RELEASE_THRESHOLD) {
        pool->threshold = *value;
    } else if (attribute == RESERVED_HIGH || attribute == USED_HIGH) {
        *field(*pool, attribute) = *field(*pool, attribute - 1);
    }
    /* The first three are permissions to reuse memory, of which the fake makes no use. */
    return attribute == RESERVED_CURRENT || attribute == USED_CURRENT ? INVALID_VALUE : SUCCESS;
}

FAKE_API int cuMemPoolGetAttribute(Pool* handle, int attribute, uint64_t* value) {
    ENTER(DRIVER);
    Pool* const pool = poolOf(handle);
    if (pool == nullptr || field(*pool, attribute) == nullptr) {
        return INVALID_VALUE;
    }
    *value = *field(*pool, attribute);
    return SUCCESS;
}
