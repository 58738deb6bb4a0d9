/*
 * What the driver of the fake CUDA offers to the other libraries of it. They queue work here and hold no state of a
 * device.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#define FAKE_API extern "C" __attribute__((visibility("default")))

namespace fake {

/** Values of CUresult. */
enum Code : int {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_PTX = 218,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    CONTEXT_IS_DESTROYED = 709,
    HOST_MEMORY_ALREADY_REGISTERED = 712,
    HOST_MEMORY_NOT_REGISTERED = 713,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED = 801,
    STREAM_CAPTURE_UNSUPPORTED = 900,
    STREAM_CAPTURE_INVALIDATED = 901,
    STREAM_CAPTURE_MERGE = 902,
    STREAM_CAPTURE_UNMATCHED = 903,
    STREAM_CAPTURE_UNJOINED = 904,
    STREAM_CAPTURE_ISOLATION = 905,
    STREAM_CAPTURE_IMPLICIT = 906,
    CAPTURED_EVENT = 907,
    STREAM_CAPTURE_WRONG_THREAD = 908,
};

/** Thrown by work that runs on the device: the context is lost from then on, as on a real one. */
struct DeviceFault {
    Code code;
    std::string message;
};

#pragma GCC visibility push(default)

/** Counts a call of {@code function}. {@return the status that a test has planted for this call, or 0} */
int planted(const char* function);

/** {@return a number that a test may have changed, by its name; see settings.cpp} */
long setting(const char* name);

/** Adds to a number that tests read. */
void count(const std::string& name, long more = 1);

/** What a function does that the fake does not have. {@return {@code status}} */
int missing(const char* function, int status);

/** Tells people what is wrong, on standard error and to fake_message(). */
void say(const std::string& message);

/** Queues work of a library on a stream, null for the default one. It runs at a synchronising call, or is recorded. */
Code enqueue(void* stream, const std::string& what, std::function<void()> work);

/** {@return {@code address}} Fails, on the device, unless all bytes from there lie in one live allocation. */
void* accessible(const void* address, size_t bytes, const char* what);

/** {@return whether a call has a context to work in} */
bool hasContext();

#pragma GCC visibility pop

}  // namespace fake

/** First in each function of a library: a planted status is returned instead of doing anything. */
#define COUNTED \
    if (const int planted_status = fake::planted(__func__)) return planted_status
