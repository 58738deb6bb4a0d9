/* Stacks of their own: for threads of a block that wait for each other, and for work that may touch wrong addresses. */
#pragma once

#include <functional>
#include <string>

#include "fake.h"

namespace fake {

/** Work that can stop in its middle and go on later. x86-64 only, as JCuda's native libraries are. */
class Fiber {
public:
    Fiber();
    Fiber(const Fiber&) = delete;

    /** Takes up work; the one before must have ended, or is dropped where it stands. */
    void start(const std::function<void()>* work);

    /**
     * Runs until the work yields or ends.
     * {@return whether it has ended}
     * Throws a DeviceFault that the work threw, or for an access of an address that is not mapped.
     */
    bool resume();

    /** Leaves the fiber that runs now; its resume returns false. */
    static void yield();

private:
    static void main(Fiber* fiber);

    char* stack;
    void* position = nullptr;
    const std::function<void()>* work = nullptr;
    bool ended = true;
    bool failed = false;
    DeviceFault fault = {};
};

/** Has wrong accesses on fibers caught in this process from now on. */
void catchWrongAccesses();

}  // namespace fake
