/* The control functions: what a test sets before and reads after. Names are those of FakeCudaControl. */
#include "settings.h"

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>

#include "fake.h"

namespace fake {
namespace {

struct Failure {
    long calls;
    int code;
};

const std::map<std::string, long> DEFAULTS = {
    {"driver version", 12060},
    {"memory bytes", 8L << 30},
    /* How long each kernel takes, beyond what it takes anyway. */
    {"microseconds per kernel", 0},
    /* Versions of 0 are those of the library's own flavour. */
    {"NVRTC version", 0},
    {"highest architecture", 121},
    {"cuBLAS version", 0},
    {"cuDNN version", 90501},
    /* Whether cuBLASLt's gradient of ReLU lets pass what belongs to an output of zero. */
    {"ReLU passes zero", 0},
};

/* Never destroyed: other threads may still call while the process ends. */
struct State {
    std::mutex mutex;
    std::map<std::string, long> settings = DEFAULTS;
    std::map<std::string, long> counts;
    std::map<std::string, Failure> failures;
    Failure execution = {0, 0};
    std::vector<Capability> capabilities = {{9, 0}};
    std::string message;
};

State& state() {
    static State* const state = new State;
    return *state;
}

using Lock = std::lock_guard<std::mutex>;

}  // namespace

void count(const std::string& name, long more) {
    const Lock lock(state().mutex);
    state().counts[name] += more;
}


int planted(const char* function) {
    const Lock lock(state().mutex);
    ++state().counts[function];
    const auto failure = state().failures.find(function);
    return failure != state().failures.end() && failure->second.calls > 0 && --failure->second.calls == 0
            ? failure->second.code : 0;
}

int plantedExecutionFailure() {
    const Lock lock(state().mutex);
    Failure& failure = state().execution;
    return failure.calls > 0 && --failure.calls == 0 ? failure.code : 0;
}

long setting(const char* name) {
    const Lock lock(state().mutex);
    return state().settings.at(name);
}

const std::vector<Capability>& capabilities() {
    return state().capabilities;
}

void say(const std::string& message) {
    const Lock lock(state().mutex);
    state().message = message;
    fprintf(stderr, "fake CUDA: %s\n", message.c_str());
}

int missing(const char* function, int status) {
    planted(function);
    say("there is no " + std::string(function));
    return status;
}

}  // namespace fake

using namespace fake;

/** Back to what was before the first test; memory and handles that are in use stay. */
FAKE_API void fake_reset() {
    const Lock lock(state().mutex);
    state().settings = DEFAULTS;
    state().failures.clear();
    state().execution = {0, 0};
    state().message.clear();
    std::map<std::string, long> kept;
    for (const auto& [name, value] : state().counts) {
        if (name == "live bytes" || name == "live allocations" || name == "live host bytes") {
            kept[name] = value;
        }
    }
    state().counts = kept;
}

/** {@return 0, or 1 if there is no such setting} */
FAKE_API int fake_set(const char* name, long value) {
    const Lock lock(state().mutex);
    const auto found = state().settings.find(name);
    if (found == state().settings.end()) {
        return 1;
    }
    found->second = value;
    return 0;
}

/** Chooses the devices by their compute capabilities, as in "9.0 7.5". To be called before cuInit. */
FAKE_API void fake_devices(const char* text) {
    const Lock lock(state().mutex);
    state().capabilities.clear();
    int major = 0;
    int minor = 0;
    int length = 0;
    for (; sscanf(text, "%d.%d%n", &major, &minor, &length) == 2; text += length) {
        state().capabilities.push_back({major, minor});
    }
}

/** The {@code calls}-th call of a function from now on (1: the next one) does nothing and returns {@code code}. */
FAKE_API void fake_fail_call(const char* function, long calls, int code) {
    const Lock lock(state().mutex);
    state().failures[function] = {calls, code};
}

/** The {@code kernels}-th kernel that runs from now on fails while it runs: {@code code} comes at a later call. */
FAKE_API void fake_fail_execution(long kernels, int code) {
    const Lock lock(state().mutex);
    state().execution = {kernels, code};
}

/** {@return how often a function was called, or a number such as "live bytes"} */
FAKE_API long fake_count(const char* name) {
    const Lock lock(state().mutex);
    const auto found = state().counts.find(name);
    return found == state().counts.end() ? 0 : found->second;
}

/** {@return what was said last; empty if nothing since the last reset} */
FAKE_API const char* fake_message() {
    static thread_local std::string copy;
    const Lock lock(state().mutex);
    copy = state().message;
    return copy.c_str();
}
