/* What a CUDA source needs before a C++ compiler for this machine takes it. */
#pragma once

#include <string>

namespace fake {

/** {@return {@code source} with what is not C++ replaced, lines kept, and a record of each kernel behind} */
std::string translate(const std::string& source, const std::string& name);

/** {@return a compiler's messages as NVRTC would write them, and how many errors they are} */
std::string toNvrtcLog(const std::string& messages, const std::string& name, int* errors);

}  // namespace fake
