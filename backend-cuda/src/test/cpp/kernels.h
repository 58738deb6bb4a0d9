/* Compiled kernels, from the image that NVRTC made to their launch. */
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fake {

struct Index {
    unsigned x, y, z;
};

/** What a compiled unit says of a kernel; laid out as fake_kernel in kernel_prelude.h. */
struct KernelRecord {
    const char* name;
    void (*call)(void** parameters);
    int count;
    const unsigned char* sizes;
    const bool* pointers;
    int bound;
};

struct Object;

struct Kernel {
    const KernelRecord* record;
    Object* object;
    /* Whether its threads can wait for each other. */
    bool hasBarrier = false;
    size_t sharedBytes = 0;
    size_t largestDynamicBytes = 48 << 10;
};

/** An object file of the compiler, placed in memory. */
struct Object {
    Object() = default;
    Object(const Object&) = delete;
    ~Object();

    char* memory = nullptr;
    size_t bytes = 0;
    char* shared = nullptr;
    size_t sharedBytes = 0;
    Index* threadIdx = nullptr;
    Index* blockIdx = nullptr;
    Index* blockDim = nullptr;
    Index* gridDim = nullptr;
    char** dynamicShared = nullptr;
    std::map<std::string, Kernel> kernels;
};

/** What is marked in an object file, so that nobody takes it for one of this machine: the architecture of a cubin. */
constexpr int ELF_MACHINE_CUDA = 190;
constexpr const char* PTX_OBJECT = "\n// object ";
constexpr const char* PTX_TARGET = "\n.target sm_";

/** Places an object file. {@return null for what is none} */
std::unique_ptr<Object> place(const std::string& file);

struct Context;

/** A kernel of a module that is loaded. */
struct Function {
    Context* context;
    std::shared_ptr<Object> object;
    Kernel* kernel;
};

/** {@return the function behind a handle of the current context; null if there is none} */
Function* functionOf(const Kernel* handle);

struct Launch {
    std::shared_ptr<Object> object;
    const Kernel* kernel;
    Index grid;
    Index block;
    unsigned dynamicBytes;
    /* The parameters' bytes, each at a multiple of 8. */
    std::vector<char> parameters;
};

/** Runs all blocks; throws a DeviceFault. */
void run(const Launch& launch);

}  // namespace fake
