/* What tests change and count. */
#pragma once

#include <string>
#include <vector>

namespace fake {

struct Capability {
    int major;
    int minor;
};


/** {@return the code planted for the kernel that runs now, or 0} */
int plantedExecutionFailure();

/** {@return what the devices are, in the order of their numbers} */
const std::vector<Capability>& capabilities();

}  // namespace fake
