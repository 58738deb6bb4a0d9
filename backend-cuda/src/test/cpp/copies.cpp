/*
 * Copies and fills. From page-locked memory of the host, a copy reads when it runs; from other memory, when it is
 * queued, as the driver does, which stages such memory. A copy to memory of the host that is not page-locked waits.
 */
#include <cstring>

#include "driver.h"

namespace fake {
namespace {

bool isHost(uintptr_t address) {
    const Allocation* const allocation = allocationOf(address);
    return allocation == nullptr || !allocation->isOnDevice();
}

bool isPinned(uintptr_t address) {
    return allocationOf(address) != nullptr && isHost(address);
}

void copy(uintptr_t to, uintptr_t from, size_t bytes) {
    for (const uintptr_t address : {to, from}) {
        accessible(reinterpret_cast<void*>(address), bytes, "a copy");
    }
    memmove(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), bytes);
}

Work copyOf(const char* what, uintptr_t to, uintptr_t from, size_t bytes) {
    return {Work::COPY, what, [=] { copy(to, from, bytes); }};
}

/** {@return whether all bytes are memory of the device, or page-locked} */
bool isDevice(uintptr_t address, size_t bytes) {
    return bytes == 0 || (isLive(address, bytes) && !isHost(address));
}

Code wait(const std::shared_ptr<Stream>& stream) {
    count("synchronisations");
    return execute(stream, UINT64_MAX);
}

Code toDevice(uintptr_t to, const void* from, size_t bytes, const std::shared_ptr<Stream>& stream) {
    const uintptr_t source = reinterpret_cast<uintptr_t>(from);
    if (!isDevice(to, bytes) || !isHost(source)) {
        return INVALID_VALUE;
    }
    count("bytes to device", static_cast<long>(bytes));
    if (isPinned(source)) {
        return isLive(source, bytes) ? queue(stream, copyOf("a copy to the device", to, source, bytes)) : INVALID_VALUE;
    }
    const auto staged = std::make_shared<std::vector<char>>(static_cast<const char*>(from),
            static_cast<const char*>(from) + bytes);
    return queue(stream, {Work::COPY, "a copy to the device", [=] {
        memcpy(accessible(reinterpret_cast<void*>(to), bytes, "a copy"), staged->data(), bytes);
    }});
}

Code toHost(void* to, uintptr_t from, size_t bytes, const std::shared_ptr<Stream>& stream) {
    const uintptr_t target = reinterpret_cast<uintptr_t>(to);
    if (!isDevice(from, bytes) || !isHost(target)) {
        return INVALID_VALUE;
    }
    count("bytes to host", static_cast<long>(bytes));
    if (isPinned(target)) {
        return isLive(target, bytes) ? queue(stream, copyOf("a copy to the host", target, from, bytes)) : INVALID_VALUE;
    }
    const Code code = queue(stream, {Work::COPY, "a copy to the host", [=] {
        memcpy(to, accessible(reinterpret_cast<void*>(from), bytes, "a copy"), bytes);
    }});
    return code != SUCCESS || stream->capture != nullptr ? code : wait(stream);
}

Code onDevice(uintptr_t to, uintptr_t from, size_t bytes, const std::shared_ptr<Stream>& stream) {
    return isDevice(to, bytes) && isDevice(from, bytes)
            ? queue(stream, copyOf("a copy on the device", to, from, bytes)) : INVALID_VALUE;
}

Code waitUnless(Code code, const std::shared_ptr<Stream>& stream) {
    return code == SUCCESS ? wait(stream) : code;
}

template <class T> Code fill(uintptr_t to, T value, size_t number, const std::shared_ptr<Stream>& stream) {
    if (!isDevice(to, number * sizeof(T)) || to % sizeof(T) != 0) {
        return INVALID_VALUE;
    }
    return queue(stream, {Work::FILL, "a fill", [=] {
        T* const target = static_cast<T*>(accessible(reinterpret_cast<void*>(to), number * sizeof(T), "a fill"));
        for (size_t i = 0; i < number; ++i) {
            target[i] = value;
        }
    }});
}

std::shared_ptr<Stream> defaultStream() {
    return current()->defaultStream;
}

/** A copy whose kinds of memory show from the addresses. */
Code copyAny(uintptr_t to, uintptr_t from, size_t bytes, const std::shared_ptr<Stream>& stream) {
    if (isHost(to) && isHost(from)) {
        return queue(stream, {Work::COPY, "a copy on the host", [=] {
            memmove(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), bytes);
        }});
    }
    return isHost(from) ? toDevice(to, reinterpret_cast<const void*>(from), bytes, stream)
            : isHost(to) ? toHost(reinterpret_cast<void*>(to), from, bytes, stream) : onDevice(to, from, bytes, stream);
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API int cuMemcpy(uintptr_t to, uintptr_t from, size_t bytes) {
    ENTER(CONTEXT_UNCAPTURED);
    return waitUnless(copyAny(to, from, bytes, defaultStream()), defaultStream());
}

FAKE_API int cuMemcpyAsync(uintptr_t to, uintptr_t from, size_t bytes, void* stream) {
    ENTER(CONTEXT);
    return copyAny(to, from, bytes, streamOf(stream));
}

FAKE_API int cuMemcpyHtoD_v2(uintptr_t to, const void* from, size_t bytes) {
    ENTER(CONTEXT_UNCAPTURED);
    return waitUnless(toDevice(to, from, bytes, defaultStream()), defaultStream());
}

FAKE_API int cuMemcpyDtoH_v2(void* to, uintptr_t from, size_t bytes) {
    ENTER(CONTEXT_UNCAPTURED);
    return waitUnless(toHost(to, from, bytes, defaultStream()), defaultStream());
}

/** Does not wait: a copy on the device is asynchronous for the host even in its blocking form. */
FAKE_API int cuMemcpyDtoD_v2(uintptr_t to, uintptr_t from, size_t bytes) {
    ENTER(CONTEXT_UNCAPTURED);
    return onDevice(to, from, bytes, defaultStream());
}

FAKE_API int cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, void* stream) {
    ENTER(CONTEXT);
    return toDevice(to, from, bytes, streamOf(stream));
}

FAKE_API int cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t bytes, void* stream) {
    ENTER(CONTEXT);
    return toHost(to, from, bytes, streamOf(stream));
}

FAKE_API int cuMemcpyDtoDAsync_v2(uintptr_t to, uintptr_t from, size_t bytes, void* stream) {
    ENTER(CONTEXT);
    return onDevice(to, from, bytes, streamOf(stream));
}

FAKE_API int cuMemsetD8_v2(uintptr_t to, unsigned char value, size_t number) {
    ENTER(CONTEXT_UNCAPTURED);
    return fill<uint8_t>(to, value, number, defaultStream());
}

FAKE_API int cuMemsetD16_v2(uintptr_t to, unsigned short value, size_t number) {
    ENTER(CONTEXT_UNCAPTURED);
    return fill<uint16_t>(to, value, number, defaultStream());
}

FAKE_API int cuMemsetD32_v2(uintptr_t to, unsigned value, size_t number) {
    ENTER(CONTEXT_UNCAPTURED);
    return fill<uint32_t>(to, value, number, defaultStream());
}

FAKE_API int cuMemsetD8Async(uintptr_t to, unsigned char value, size_t number, void* stream) {
    ENTER(CONTEXT);
    return fill<uint8_t>(to, value, number, streamOf(stream));
}

FAKE_API int cuMemsetD16Async(uintptr_t to, unsigned short value, size_t number, void* stream) {
    ENTER(CONTEXT);
    return fill<uint16_t>(to, value, number, streamOf(stream));
}

FAKE_API int cuMemsetD32Async(uintptr_t to, unsigned value, size_t number, void* stream) {
    ENTER(CONTEXT);
    return fill<uint32_t>(to, value, number, streamOf(stream));
}
