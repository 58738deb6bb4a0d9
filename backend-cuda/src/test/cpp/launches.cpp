/*
 * Runs kernels: block after block, the last first, and within a block thread after thread until each waits at a
 * barrier. Every second round goes through the threads backwards. No such order is promised, so that a kernel that
 * needs one, for want of a barrier, computes something else.
 */
#include <cstring>
#include <ctime>
#include <sys/mman.h>

#include "driver.h"
#include "fibers.h"
#include "kernels.h"

namespace fake {
namespace {

constexpr size_t PAGE = 4096;
constexpr size_t LARGEST_SHARED_BYTES = 256 << 10;

Fiber& fiber(size_t number) {
    static auto* const fibers = new std::deque<Fiber>;
    while (fibers->size() <= number) {
        fibers->emplace_back();
    }
    return (*fibers)[number];
}

/** {@return shared memory that is followed by a page which cannot be accessed} */
char* dynamicShared(size_t bytes) {
    static char* const end = [] {
        char* const memory = static_cast<char*>(mmap(nullptr, LARGEST_SHARED_BYTES + PAGE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        mprotect(memory + LARGEST_SHARED_BYTES, PAGE, PROT_NONE);
        return memory + LARGEST_SHARED_BYTES;
    }();
    return end - (bytes + 15) / 16 * 16;
}

unsigned volume(Index size) {
    return size.x * size.y * size.z;
}

Index at(unsigned number, Index size) {
    return {number % size.x, number / size.x % size.y, number / size.x / size.y};
}

std::string inWords(Index index) {
    return std::to_string(index.x) + "," + std::to_string(index.y) + "," + std::to_string(index.z);
}

/** One launch while it runs. */
class Running {
public:
    explicit Running(const Launch& launch) : launch(launch), object(*launch.object), record(*launch.kernel->record) {
        const char* bytes = launch.parameters.data();
        for (int i = 0; i < record.count; ++i) {
            addresses.push_back(const_cast<char*>(bytes));
            bytes += (record.sizes[i] + 7) / 8 * 8;
        }
    }

    void run() {
        checkPointers();
        *object.blockDim = launch.block;
        *object.gridDim = launch.grid;
        *object.dynamicShared = dynamicShared(launch.dynamicBytes);
        if (launch.kernel->hasBarrier) {
            const std::function<void()> thread = [this] { record.call(addresses.data()); };
            for (unsigned i = volume(launch.grid); i-- > 0;) {
                beginBlock(i);
                runThreads(thread);
            }
        } else {
            runPlainly();
        }
        for (const Allocation* allocation : touched) {
            checkRedZones(*allocation);
        }
    }

private:
    /** A pointer that no kernel can use is taken for a mistake even where this launch does not use it. */
    void checkPointers() {
        for (int i = 0; i < record.count; ++i) {
            uintptr_t address = 0;
            if (record.pointers[i]) {
                memcpy(&address, addresses[i], sizeof address);
                const Allocation* const allocation = allocationOf(address);
                if (address != 0 && allocation == nullptr) {
                    throw DeviceFault{ILLEGAL_ADDRESS, "parameter " + std::to_string(i) + ": " + describe(address)};
                }
                if (allocation != nullptr) {
                    touched.push_back(allocation);
                }
            }
        }
    }

    void beginBlock(unsigned number) {
        *object.blockIdx = at(number, launch.grid);
        memset(object.shared, 0xff, object.sharedBytes);
        memset(*object.dynamicShared, 0xff, launch.dynamicBytes);
    }

    void runPlainly() {
        const unsigned threads = volume(launch.block);
        const std::function<void()> all = [this, threads] {
            for (unsigned i = volume(launch.grid); i-- > 0;) {
                beginBlock(i);
                for (unsigned thread = 0; thread < threads; ++thread) {
                    *object.threadIdx = at(thread, launch.block);
                    record.call(addresses.data());
                }
            }
        };
        fiber(0).start(&all);
        fiber(0).resume();
    }

    void runThreads(const std::function<void()>& thread) {
        const unsigned threads = volume(launch.block);
        for (unsigned i = 0; i < threads; ++i) {
            fiber(i).start(&thread);
        }
        unsigned ended = 0;
        for (bool backwards = false; ended == 0; backwards = !backwards) {
            for (unsigned i = 0; i < threads; ++i) {
                const unsigned next = backwards ? threads - 1 - i : i;
                *object.threadIdx = at(next, launch.block);
                ended += fiber(next).resume() ? 1 : 0;
            }
        }
        if (ended < threads) {
            throw DeviceFault{LAUNCH_FAILED, std::to_string(ended) + " of " + std::to_string(threads)
                    + " threads of a block ended while others wait at a barrier"};
        }
    }

    const Launch& launch;
    const Object& object;
    const KernelRecord& record;
    std::vector<void*> addresses;
    std::vector<const Allocation*> touched;
};

void sleep(long microseconds) {
    const timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&time, nullptr);
}

/** What every kernel, ours or a library's, goes through. */
void begin() {
    count("kernels");
    if (const long microseconds = setting("microseconds per kernel")) {
        sleep(microseconds);
    }
    if (const int code = plantedExecutionFailure()) {
        throw DeviceFault{static_cast<Code>(code), "a test wants it to"};
    }
}

}  // namespace

void guarded(const std::function<void()>& work) {
    begin();
    fiber(0).start(&work);
    fiber(0).resume();
}

void run(const Launch& launch) {
    begin();
    try {
        Running(launch).run();
    } catch (DeviceFault& fault) {
        fault.message += " (block " + inWords(*launch.object->blockIdx) + ", thread "
                + inWords(*launch.object->threadIdx) + ")";
        throw;
    }
}

}  // namespace fake
