/* Names of the driver's status codes, and what they mean. */
#include <cctype>
#include <map>
#include <string>

#include "driver.h"

namespace fake {
namespace {

const std::map<int, const char*> NAMES = {
    {0, "SUCCESS"}, {1, "INVALID_VALUE"}, {2, "OUT_OF_MEMORY"}, {3, "NOT_INITIALIZED"}, {4, "DEINITIALIZED"},
    {5, "PROFILER_DISABLED"}, {34, "STUB_LIBRARY"}, {46, "DEVICE_UNAVAILABLE"}, {100, "NO_DEVICE"},
    {101, "INVALID_DEVICE"},
    {200, "INVALID_IMAGE"}, {201, "INVALID_CONTEXT"}, {202, "CONTEXT_ALREADY_CURRENT"}, {209, "NO_BINARY_FOR_GPU"},
    {214, "ECC_UNCORRECTABLE"}, {215, "UNSUPPORTED_LIMIT"}, {217, "PEER_ACCESS_UNSUPPORTED"}, {218, "INVALID_PTX"},
    {221, "JIT_COMPILER_NOT_FOUND"}, {222, "UNSUPPORTED_PTX_VERSION"}, {300, "INVALID_SOURCE"}, {301, "FILE_NOT_FOUND"},
    {302, "SHARED_OBJECT_SYMBOL_NOT_FOUND"}, {303, "SHARED_OBJECT_INIT_FAILED"}, {304, "OPERATING_SYSTEM"},
    {400, "INVALID_HANDLE"}, {401, "ILLEGAL_STATE"}, {500, "NOT_FOUND"}, {600, "NOT_READY"}, {700, "ILLEGAL_ADDRESS"},
    {701, "LAUNCH_OUT_OF_RESOURCES"}, {702, "LAUNCH_TIMEOUT"}, {708, "PRIMARY_CONTEXT_ACTIVE"},
    {709, "CONTEXT_IS_DESTROYED"},
    {710, "ASSERT"}, {712, "HOST_MEMORY_ALREADY_REGISTERED"}, {713, "HOST_MEMORY_NOT_REGISTERED"},
    {714, "HARDWARE_STACK_ERROR"},
    {715, "ILLEGAL_INSTRUCTION"}, {716, "MISALIGNED_ADDRESS"}, {717, "INVALID_ADDRESS_SPACE"}, {718, "INVALID_PC"},
    {719, "LAUNCH_FAILED"}, {720, "COOPERATIVE_LAUNCH_TOO_LARGE"}, {800, "NOT_PERMITTED"}, {801, "NOT_SUPPORTED"},
    {802, "SYSTEM_NOT_READY"}, {803, "SYSTEM_DRIVER_MISMATCH"}, {804, "COMPAT_NOT_SUPPORTED_ON_DEVICE"},
    {900, "STREAM_CAPTURE_UNSUPPORTED"}, {901, "STREAM_CAPTURE_INVALIDATED"}, {902, "STREAM_CAPTURE_MERGE"},
    {903, "STREAM_CAPTURE_UNMATCHED"}, {904, "STREAM_CAPTURE_UNJOINED"}, {905, "STREAM_CAPTURE_ISOLATION"},
    {906, "STREAM_CAPTURE_IMPLICIT"}, {907, "CAPTURED_EVENT"}, {908, "STREAM_CAPTURE_WRONG_THREAD"}, {909, "TIMEOUT"},
    {910, "GRAPH_EXEC_UPDATE_FAILURE"}, {999, "UNKNOWN"},
};

/** {@return a text that lives as long as the process} */
const char* keep(int code, const std::string& text) {
    static auto* const texts = new std::map<std::pair<int, std::string>, std::string>;
    return texts->emplace(std::make_pair(code, text), text).first->second.c_str();
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API int cuGetErrorName(int code, const char** name) {
    ENTER(NOTHING);
    const auto found = NAMES.find(code);
    if (found == NAMES.end()) {
        *name = nullptr;
        return INVALID_VALUE;
    }
    *name = keep(code, (code == SUCCESS ? "CUDA_" : "CUDA_ERROR_") + std::string(found->second));
    return SUCCESS;
}

/** The name in words. NVIDIA's sentences differ. */
FAKE_API int cuGetErrorString(int code, const char** text) {
    ENTER(NOTHING);
    const auto found = NAMES.find(code);
    if (found == NAMES.end()) {
        *text = nullptr;
        return INVALID_VALUE;
    }
    std::string words = found->second;
    for (char& letter : words) {
        letter = letter == '_' ? ' ' : static_cast<char>(tolower(letter));
    }
    *text = keep(code, words);
    return SUCCESS;
}
