/*
 * Memory of the device and page-locked memory of the host, in one large range of addresses none of which is used twice.
 * An allocation ends where a page does and is followed by a page that cannot be accessed; the few bytes that alignment
 * leaves around it hold a pattern. New memory holds bytes of 0xff, which are NaN in all floating-point formats; freed
 * memory cannot be accessed any more.
 */
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>

#include "driver.h"

namespace fake {
namespace {

constexpr size_t PAGE = 4096;
constexpr size_t ALIGNMENT = 256;
constexpr size_t ADDRESSES = size_t(16) << 40;
constexpr size_t LEFT_RED_ZONE = 256;
constexpr unsigned char RED = 0xa5;

std::map<uintptr_t, Allocation>& allocations() {
    static auto* const allocations = new std::map<uintptr_t, Allocation>;
    return *allocations;
}

size_t up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

uintptr_t nextAddress(size_t bytes) {
    static const uintptr_t first = reinterpret_cast<uintptr_t>(
            mmap(nullptr, ADDRESSES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    static uintptr_t next = first;
    if (first == reinterpret_cast<uintptr_t>(MAP_FAILED) || next + bytes > first + ADDRESSES) {
        say("no addresses are left");
        abort();
    }
    const uintptr_t address = next;
    next += bytes;
    return address;
}

struct Pages {
    uintptr_t begin;
    uintptr_t end;
};

Pages pagesOf(const Allocation& allocation) {
    return {allocation.base / PAGE * PAGE, up(allocation.base + std::max<size_t>(allocation.size, 1), PAGE)};
}

/** {@return the bytes of a device that cannot be allocated any more: what is in use, and what pools keep} */
uint64_t taken(int device) {
    uint64_t bytes = reservedByPools(device);
    for (const auto& [base, allocation] : allocations()) {
        bytes += allocation.kind == MemoryKind::DEVICE && allocation.context->device == device ? allocation.size : 0;
    }
    return bytes;
}

/** {@return the first byte of a range that is not RED, or 0} */
uintptr_t written(uintptr_t begin, uintptr_t end) {
    for (uintptr_t at = begin; at < end; ++at) {
        if (*reinterpret_cast<const unsigned char*>(at) != RED) {
            return at;
        }
    }
    return 0;
}

Code allocateHost(void** address, size_t size) {
    if (size == 0) {
        return INVALID_VALUE;
    }
    *address = reinterpret_cast<void*>(allocate(size, MemoryKind::HOST, nullptr).base);
    return SUCCESS;
}

}  // namespace

uint64_t available(int device) {
    const uint64_t all = setting("memory bytes");
    return all - std::min(all, taken(device));
}

Allocation allocate(size_t size, MemoryKind kind, Pool* pool) {
    const size_t bytes = up(std::max<size_t>(size, 1), ALIGNMENT);
    const size_t pages = up(bytes, PAGE);
    const uintptr_t begin = nextAddress(pages + PAGE);
    void* const memory = reinterpret_cast<void*>(begin);
    if (mprotect(memory, pages, PROT_READ | PROT_WRITE) != 0) {
        say("the operating system refuses " + std::to_string(pages) + " bytes");
        abort();
    }
    const Allocation allocation = {begin + pages - bytes, size, kind, current(), pool};
    const uintptr_t redFrom = std::max(begin, allocation.base - LEFT_RED_ZONE);
    memset(reinterpret_cast<void*>(redFrom), RED, begin + pages - redFrom);
    memset(reinterpret_cast<void*>(allocation.base), 0xff, size);
    allocations()[allocation.base] = allocation;
    if (allocation.isOnDevice()) {
        count("live bytes", static_cast<long>(size));
        count("live allocations");
        count("allocations");
    } else {
        count("live host bytes", static_cast<long>(size));
    }
    return allocation;
}

void release(const Allocation& allocation) {
    if (allocation.kind == MemoryKind::REGISTERED) {
        allocations().erase(allocation.base);
        return;
    }
    const Pages pages = pagesOf(allocation);
    void* const memory = reinterpret_cast<void*>(pages.begin);
    madvise(memory, pages.end - pages.begin, MADV_DONTNEED);
    mprotect(memory, pages.end - pages.begin, PROT_NONE);
    if (allocation.isOnDevice()) {
        count("live bytes", -static_cast<long>(allocation.size));
        count("live allocations", -1);
    } else {
        count("live host bytes", -static_cast<long>(allocation.size));
    }
    if (allocation.pool != nullptr) {
        allocation.pool->used -= allocation.size;
    }
    allocations().erase(allocation.base);
}

const Allocation* startingAt(uintptr_t address) {
    const auto found = allocations().find(address);
    return found == allocations().end() ? nullptr : &found->second;
}

const Allocation* allocationOf(uintptr_t address) {
    auto above = allocations().upper_bound(address);
    if (above == allocations().begin()) {
        return nullptr;
    }
    const Allocation& allocation = (--above)->second;
    return address < allocation.base + allocation.size ? &allocation : nullptr;
}

bool isLive(uintptr_t address, size_t bytes) {
    const Allocation* const allocation = allocationOf(address);
    return allocation != nullptr && bytes <= allocation->base + allocation->size - address;
}

std::string describe(uintptr_t address) {
    char text[160];
    auto above = allocations().upper_bound(address);
    if (above != allocations().begin()) {
        const Allocation& below = (--above)->second;
        const long beyond = static_cast<long>(address - below.base);
        if (beyond < (1L << 30)) {
            snprintf(text, sizeof text, "0x%lx is %ld bytes behind the start of an allocation of %zu bytes",
                    static_cast<unsigned long>(address), beyond, below.size);
            return text;
        }
    }
    snprintf(text, sizeof text, "0x%lx is not in any allocation: never allocated, freed, or memory of the host",
            static_cast<unsigned long>(address));
    return text;
}

void checkRedZones(const Allocation& allocation) {
    if (allocation.kind == MemoryKind::REGISTERED) {
        return;
    }
    const Pages pages = pagesOf(allocation);
    const uintptr_t end = allocation.base + allocation.size;
    uintptr_t at = written(std::max(pages.begin, allocation.base - LEFT_RED_ZONE), allocation.base);
    if (at == 0) {
        at = written(end, pages.end);
    }
    if (at != 0) {
        throw DeviceFault{ILLEGAL_ADDRESS, "something was written out of bounds, "
                + std::to_string(static_cast<long>(at - allocation.base))
                + " bytes behind the start of an allocation of " + std::to_string(allocation.size) + " bytes"};
    }
}

void freeMemoryOf(const Context* context) {
    std::vector<Allocation> owned;
    for (const auto& [base, allocation] : allocations()) {
        if (allocation.context == context) {
            owned.push_back(allocation);
        }
    }
    std::for_each(owned.begin(), owned.end(), release);
    releasePools();
}

void* accessible(const void* address, size_t bytes, const char* what) {
    const uintptr_t at = reinterpret_cast<uintptr_t>(address);
    if (bytes > 0 && !isLive(at, bytes)) {
        throw DeviceFault{ILLEGAL_ADDRESS, std::to_string(bytes) + " bytes are needed for " + what + ", but "
                + describe(at)};
    }
    return const_cast<void*>(address);
}

}  // namespace fake

using namespace fake;

FAKE_API int cuMemGetInfo_v2(size_t* free, size_t* total) {
    ENTER(CONTEXT);
    *total = setting("memory bytes");
    *free = available(current()->device);
    return SUCCESS;
}

FAKE_API int cuMemAlloc_v2(uintptr_t* address, size_t size) {
    ENTER(CONTEXT_UNCAPTURED);
    if (size == 0) {
        return INVALID_VALUE;
    }
    if (size > available(current()->device)) {
        return OUT_OF_MEMORY;
    }
    *address = allocate(size, MemoryKind::DEVICE, nullptr).base;
    return SUCCESS;
}

FAKE_API int cuMemFree_v2(uintptr_t address) {
    ENTER(CONTEXT_UNCAPTURED);
    if (address == 0) {
        return SUCCESS;
    }
    const Allocation* const allocation = startingAt(address);
    if (allocation == nullptr || !allocation->isOnDevice()) {
        return INVALID_VALUE;
    }
    const Allocation freed = *allocation;
    const Code code = synchronise(current());
    if (code == SUCCESS && startingAt(address) != nullptr) {
        release(freed);
    }
    return code;
}

FAKE_API int cuMemAllocHost_v2(void** address, size_t size) {
    ENTER(CONTEXT_UNCAPTURED);
    return allocateHost(address, size);
}

FAKE_API int cuMemHostAlloc(void** address, size_t size, unsigned) {
    ENTER(CONTEXT_UNCAPTURED);
    return allocateHost(address, size);
}

/** Does not wait: who frees memory that a copy still needs finds that the copy fails. */
FAKE_API int cuMemFreeHost(void* address) {
    ENTER(CONTEXT_UNCAPTURED);
    const Allocation* const allocation = startingAt(reinterpret_cast<uintptr_t>(address));
    if (allocation == nullptr || allocation->kind != MemoryKind::HOST) {
        return INVALID_VALUE;
    }
    release(*allocation);
    return SUCCESS;
}

FAKE_API int cuMemHostRegister_v2(void* address, size_t size, unsigned) {
    ENTER(CONTEXT_UNCAPTURED);
    const uintptr_t base = reinterpret_cast<uintptr_t>(address);
    if (size == 0) {
        return INVALID_VALUE;
    }
    if (allocationOf(base) != nullptr) {
        return HOST_MEMORY_ALREADY_REGISTERED;
    }
    allocations()[base] = {base, size, MemoryKind::REGISTERED, current(), nullptr};
    return SUCCESS;
}

FAKE_API int cuMemHostUnregister(void* address) {
    ENTER(CONTEXT_UNCAPTURED);
    const Allocation* const allocation = startingAt(reinterpret_cast<uintptr_t>(address));
    if (allocation == nullptr || allocation->kind != MemoryKind::REGISTERED) {
        return HOST_MEMORY_NOT_REGISTERED;
    }
    release(*allocation);
    return SUCCESS;
}

FAKE_API int cuMemHostGetDevicePointer_v2(uintptr_t* pointer, void* address, unsigned) {
    ENTER(CONTEXT);
    *pointer = reinterpret_cast<uintptr_t>(address);
    const Allocation* const allocation = allocationOf(*pointer);
    return allocation == nullptr || allocation->isOnDevice() ? INVALID_VALUE : SUCCESS;
}

FAKE_API int cuMemGetAddressRange_v2(uintptr_t* base, size_t* size, uintptr_t address) {
    ENTER(CONTEXT);
    const Allocation* const allocation = allocationOf(address);
    if (allocation == nullptr) {
        return NOT_FOUND;
    }
    if (base != nullptr) {
        *base = allocation->base;
    }
    if (size != nullptr) {
        *size = allocation->size;
    }
    return SUCCESS;
}

FAKE_API int cuPointerGetAttribute(void* value, int attribute, uintptr_t address) {
    ENTER(CONTEXT);
    enum { CONTEXT_OF = 1, MEMORY_TYPE = 2, ORDINAL = 9 };
    const Allocation* const allocation = allocationOf(address);
    if (allocation == nullptr) {
        return INVALID_VALUE;
    }
    switch (attribute) {
        case CONTEXT_OF: *static_cast<Context**>(value) = allocation->context; return SUCCESS;
        case MEMORY_TYPE: *static_cast<int*>(value) = allocation->isOnDevice() ? 2 : 1; return SUCCESS;
        case ORDINAL: *static_cast<int*>(value) = allocation->context->device; return SUCCESS;
        default: return NOT_SUPPORTED;
    }
}
