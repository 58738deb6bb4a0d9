/* Modules: images are told apart by their first bytes, as the driver does, and placed for the device of the context. */
#include <cstdlib>
#include <cstring>
#include <elf.h>

#include "driver.h"
#include "kernels.h"

namespace fake {
namespace {

struct Module {
    Context* context;
    std::shared_ptr<Object> object;
};

std::map<Object*, Module>& modules() {
    static auto* const modules = new std::map<Object*, Module>;
    return *modules;
}

std::map<const Kernel*, Function>& functions() {
    static auto* const functions = new std::map<const Kernel*, Function>;
    return *functions;
}

constexpr size_t LARGEST_STATIC_SHARED_BYTES = 48 << 10;

size_t lengthOfElf(const char* image) {
    const auto* const header = reinterpret_cast<const Elf64_Ehdr*>(image);
    return header->e_shoff + size_t(header->e_shnum) * header->e_shentsize;
}

int architecture(const Context* context) {
    const Capability capability = devices()[context->device].capability;
    return capability.major * 10 + capability.minor;
}

/** A cubin runs on devices of the same major version and no lower minor one. */
bool runsHere(int built) {
    const int own = architecture(current());
    return built / 10 == own / 10 && built <= own;
}

/** {@return the object file in PTX of the fake NVRTC, from its hexadecimal digits} */
std::string objectInPtx(const char* text) {
    const char* digits = strstr(text, PTX_OBJECT);
    std::string file;
    if (digits != nullptr) {
        digits += strlen(PTX_OBJECT);
        for (; digits[0] > ' ' && digits[1] > ' '; digits += 2) {
            const char pair[] = {digits[0], digits[1], 0};
            file.push_back(static_cast<char>(strtol(pair, nullptr, 16)));
        }
    }
    return file;
}

Code objectFile(const char* image, std::string& file) {
    if (memcmp(image, ELFMAG, SELFMAG) == 0) {
        const auto* const header = reinterpret_cast<const Elf64_Ehdr*>(image);
        if (header->e_machine != ELF_MACHINE_CUDA) {
            return INVALID_IMAGE;
        }
        if (!runsHere(static_cast<int>(header->e_flags))) {
            return NO_BINARY_FOR_GPU;
        }
        file.assign(image, lengthOfElf(image));
        return SUCCESS;
    }
    const char* const target = strstr(image, PTX_TARGET);
    if (target == nullptr) {
        return INVALID_IMAGE;
    }
    if (atoi(target + strlen(PTX_TARGET)) > architecture(current())) {
        return INVALID_PTX;
    }
    file = objectInPtx(image);
    return file.size() < sizeof(Elf64_Ehdr) ? INVALID_PTX : SUCCESS;
}

Code load(Object** module, const char* image) {
    if (image == nullptr) {
        return INVALID_VALUE;
    }
    std::string file;
    const Code code = objectFile(image, file);
    if (code != SUCCESS) {
        return code;
    }
    std::shared_ptr<Object> object = place(file);
    if (object == nullptr) {
        return INVALID_IMAGE;
    }
    for (const auto& [name, kernel] : object->kernels) {
        if (kernel.sharedBytes > LARGEST_STATIC_SHARED_BYTES) {
            say(name + " uses " + std::to_string(kernel.sharedBytes) + " bytes of shared memory, more than allowed");
            return INVALID_IMAGE;
        }
    }
    *module = object.get();
    for (auto& [name, kernel] : object->kernels) {
        functions()[&kernel] = {current(), object, &kernel};
    }
    modules()[*module] = {current(), std::move(object)};
    count("live modules");
    return SUCCESS;
}

}  // namespace

Function* functionOf(const Kernel* handle) {
    const auto found = functions().find(handle);
    return found == functions().end() || found->second.context != current() ? nullptr : &found->second;
}

}  // namespace fake

using namespace fake;

FAKE_API int cuModuleLoadData(Object** module, const char* image) {
    ENTER(CONTEXT_UNCAPTURED);
    return load(module, image);
}

FAKE_API int cuModuleLoadDataEx(Object** module, const char* image, unsigned, const int*, void**) {
    ENTER(CONTEXT_UNCAPTURED);
    return load(module, image);
}

FAKE_API int cuModuleUnload(Object* module) {
    ENTER(CONTEXT_UNCAPTURED);
    const auto found = modules().find(module);
    if (found == modules().end() || found->second.context != current()) {
        return INVALID_HANDLE;
    }
    /* On a device the code would be gone while it runs. */
    if (isQueued(current(), module)) {
        say("a module is unloaded while launches of its kernels are queued");
        return INVALID_VALUE;
    }
    for (const auto& [name, kernel] : module->kernels) {
        functions().erase(&kernel);
    }
    modules().erase(found);
    count("live modules", -1);
    return SUCCESS;
}

FAKE_API int cuModuleGetFunction(const Kernel** function, Object* module, const char* name) {
    ENTER(CONTEXT);
    const auto found = modules().find(module);
    if (found == modules().end() || found->second.context != current()) {
        return INVALID_HANDLE;
    }
    const auto kernel = module->kernels.find(name);
    if (kernel == module->kernels.end()) {
        return NOT_FOUND;
    }
    *function = &kernel->second;
    return SUCCESS;
}

FAKE_API int cuFuncGetModule(Object** module, const Kernel* function) {
    ENTER(CONTEXT);
    Function* const known = functionOf(function);
    if (known == nullptr) {
        return INVALID_HANDLE;
    }
    *module = known->object.get();
    return SUCCESS;
}
