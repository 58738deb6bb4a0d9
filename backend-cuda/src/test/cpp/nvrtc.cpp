/*
 * NVRTC: the C++ compiler's front end and the assembler, without the driver program and the linker around them, since
 * thousands of small units are compiled. What comes out is kept in a folder beside this library, by what went in.
 *
 * Defined when this is compiled: NVRTC_MAJOR, NVRTC_MINOR, PRELUDE (path of kernel_prelude.h), COMPILER and ASSEMBLER.
 */
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <set>
#include <spawn.h>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "fake.h"
#include "kernels.h"
#include "source.h"

extern char** environ;

namespace fake {
namespace {

enum Result {
    NVRTC_SUCCESS = 0,
    NVRTC_INVALID_INPUT = 3,
    NVRTC_INVALID_PROGRAM = 4,
    NVRTC_INVALID_OPTION = 5,
    NVRTC_COMPILATION = 6,
    NVRTC_BUILTIN_OPERATION_FAILURE = 7,
    NVRTC_INTERNAL_ERROR = 11,
};

#define WORDS(number) #number
#define IN_WORDS(number) WORDS(number)
constexpr const char* BUILTINS = "libnvrtc-builtins.so." IN_WORDS(NVRTC_MAJOR) "." IN_WORDS(NVRTC_MINOR);

#if NVRTC_MAJOR < 13
constexpr int ARCHITECTURES[] = {50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90};
#else
constexpr int ARCHITECTURES[] = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};
#endif

struct Program {
    std::string source;
    std::string name;
    std::string log;
    std::string object;
    int architecture = 0;
    bool real = false;
};

std::set<Program*>& programs() {
    static auto* const programs = new std::set<Program*>;
    return *programs;
}

std::mutex& gate() {
    static auto* const gate = new std::mutex;
    return *gate;
}

bool known(Program* program) {
    const std::lock_guard<std::mutex> lock(gate());
    return programs().count(program) > 0;
}

std::vector<int> architectures() {
    std::vector<int> supported;
    std::copy_if(std::begin(ARCHITECTURES), std::end(ARCHITECTURES), std::back_inserter(supported),
            [](int architecture) { return architecture <= setting("highest architecture"); });
    return supported;
}

std::string folder() {
    static const std::string folder = [] {
        Dl_info here;
        dladdr(reinterpret_cast<void*>(&known), &here);
        const std::string path = here.dli_fname;
        const std::string kernels = path.substr(0, path.rfind('/')) + "/kernels";
        mkdir(kernels.c_str(), 0777);
        return kernels;
    }();
    return folder;
}

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

uint64_t hash(const std::string& text, uint64_t seed) {
    for (const unsigned char letter : text) {
        seed = (seed ^ letter) * 0x100000001b3;
    }
    return seed;
}

/** How a unit is compiled. */
struct Options {
    int architecture = 52;
    bool real = false;
    bool contracts = true;
    std::vector<std::string> passedOn;
};

bool startsWith(const std::string& text, const char* start) {
    return text.compare(0, strlen(start), start) == 0;
}

/** {@return what stands behind the equals sign if {@code option} is one of the two names; null otherwise} */
const char* valueOf(const std::string& option, const char* name, const char* shortName) {
    for (const char* const candidate : {name, shortName}) {
        if (startsWith(option, candidate) && option[strlen(candidate)] == '=') {
            return option.c_str() + strlen(candidate) + 1;
        }
    }
    return nullptr;
}

Result parse(const std::vector<std::string>& given, Options& options, std::string& log) {
    for (const std::string& option : given) {
        if (const char* const value = valueOf(option, "--gpu-architecture", "-arch")) {
            options.real = startsWith(value, "sm_");
            const char* const digits = strchr(value, '_');
            options.architecture = digits == nullptr ? 0 : atoi(digits + 1);
            const std::vector<int> supported = architectures();
            if (std::find(supported.begin(), supported.end(), options.architecture) == supported.end()) {
                log = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n";
                return NVRTC_INVALID_OPTION;
            }
        } else if (const char* const fmad = valueOf(option, "--fmad", "-fmad")) {
            options.contracts = strcmp(fmad, "true") == 0;
        } else if (startsWith(option, "-D") || startsWith(option, "-I")) {
            options.passedOn.push_back(option);
        } else if (!startsWith(option, "--std=") && !startsWith(option, "-std=") && option != "-lineinfo"
                && option != "--generate-line-info" && option != "-default-device"
                && option != "--device-as-default-execution-space"
                && option != "-w" && option != "--disable-warnings" && !startsWith(option, "--ftz=")
                && !startsWith(option, "--prec-div=") && !startsWith(option, "--prec-sqrt=")
                && !startsWith(option, "--maxrregcount=")) {
            log = "nvrtc: error: unrecognized option " + option + " found\n";
            return NVRTC_INVALID_OPTION;
        }
    }
    return NVRTC_SUCCESS;
}

std::vector<std::string> compilerCommand(const Options& options, const std::string& input) {
    std::vector<std::string> command = {COMPILER, "-quiet", "-nostdinc", "-std=gnu++17", "-O1", "-w", "-fno-exceptions",
            "-fno-rtti", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fno-math-errno",
            "-fno-strict-aliasing", "-fno-stack-protector", "-fcf-protection=none", "-fno-asynchronous-unwind-tables",
            "-include", PRELUDE};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        command.insert(command.end(), {"-mavx2", "-mfma"});
    }
    command.push_back(options.contracts ? "-ffp-contract=fast" : "-ffp-contract=off");
    command.insert(command.end(), options.passedOn.begin(), options.passedOn.end());
    command.insert(command.end(), {input, "-o", "-"});
    return command;
}

pid_t start(const std::vector<std::string>& command, int input, int output, int errors) {
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    pid_t process = -1;
    posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return process;
}

bool succeeded(pid_t process) {
    int status = 1;
    return process > 0 && waitpid(process, &status, 0) == process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/** Compiles a file; the assembler reads what the compiler writes. {@return whether both succeed} */
bool compile(const Options& options, const std::string& input, const std::string& object, const std::string& messages) {
    int between[2];
    if (pipe2(between, O_CLOEXEC) != 0) {
        return false;
    }
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int errors = open(messages.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const pid_t compiler = start(compilerCommand(options, input), nothing, between[1], errors);
    const pid_t assembler = start({ASSEMBLER, "-o", object, "-"}, between[0], nothing, nothing);
    for (const int descriptor : {between[0], between[1], nothing, errors}) {
        close(descriptor);
    }
    const bool compiled = succeeded(compiler);
    return succeeded(assembler) && compiled;
}

/** Has a file that no part of this machine takes for one of its own. */
std::string marked(std::string object, int architecture) {
    auto* const header = reinterpret_cast<Elf64_Ehdr*>(object.data());
    header->e_machine = ELF_MACHINE_CUDA;
    header->e_flags = architecture;
    return object;
}

Result compile(Program& program, const Options& options) {
    const std::string text = translate(program.source, program.name);
    static const uint64_t common = hash(read(PRELUDE), 0xcbf29ce484222325);
    std::string command;
    for (const std::string& argument : compilerCommand(options, "")) {
        command += argument + '\0';
    }
    char key[40];
    snprintf(key, sizeof key, "%016lx%016lx", hash(text + command, common), hash(command + text, ~common));
    const std::string kept = folder() + "/" + key + ".o";
    program.object = read(kept);
    if (program.object.empty()) {
        static std::atomic<int> number{0};
        const std::string own = folder() + "/" + std::to_string(getpid()) + "-" + std::to_string(++number);
        std::ofstream(own + ".cpp", std::ios::binary) << text;
        const bool compiled = compile(options, own + ".cpp", own + ".o", own + ".log");
        int errors = 0;
        program.log = toNvrtcLog(read(own + ".log"), program.name, &errors);
        unlink((own + ".cpp").c_str());
        unlink((own + ".log").c_str());
        if (!compiled) {
            unlink((own + ".o").c_str());
            if (errors == 0) {
                program.log += "the fake's compiler " COMPILER " failed without a message\n";
            }
            return NVRTC_COMPILATION;
        }
        program.object = read(own + ".o");
        rename((own + ".o").c_str(), kept.c_str());
        count("compiled units");
    }
    return NVRTC_SUCCESS;
}

std::string cubin(const Program& program) {
    return program.real && !program.object.empty() ? marked(program.object, program.architecture) : "";
}

std::string ptx(const Program& program) {
    if (program.object.empty()) {
        return "";
    }
    std::string text = "// Generated by the fake NVRTC\n.version 8.5" + std::string(PTX_TARGET)
            + std::to_string(program.architecture)
            + "\n.address_size 64" + PTX_OBJECT;
    for (const unsigned char byte : program.object) {
        constexpr const char* DIGITS = "0123456789abcdef";
        text += {DIGITS[byte >> 4], DIGITS[byte & 15]};
    }
    return text + "\n";
}

Result give(Program* program, size_t* size, const std::string& text, size_t terminator) {
    if (!known(program)) {
        return NVRTC_INVALID_PROGRAM;
    }
    *size = text.empty() && terminator == 0 ? 0 : text.size() + terminator;
    return NVRTC_SUCCESS;
}

Result give(Program* program, char* to, const std::string& text, size_t terminator) {
    if (!known(program)) {
        return NVRTC_INVALID_PROGRAM;
    }
    memcpy(to, text.c_str(), text.size() + terminator);
    return NVRTC_SUCCESS;
}

}  // namespace
}  // namespace fake

using namespace fake;

FAKE_API int nvrtcVersion(int* major, int* minor) {
    COUNTED;
    const long version = setting("NVRTC version");
    *major = version == 0 ? NVRTC_MAJOR : static_cast<int>(version / 1000);
    *minor = version == 0 ? NVRTC_MINOR : static_cast<int>(version % 1000 / 10);
    return NVRTC_SUCCESS;
}

FAKE_API int nvrtcGetNumSupportedArchs(int* number) {
    COUNTED;
    *number = static_cast<int>(architectures().size());
    return NVRTC_SUCCESS;
}

FAKE_API int nvrtcGetSupportedArchs(int* supported) {
    COUNTED;
    for (const int architecture : architectures()) {
        *supported++ = architecture;
    }
    return NVRTC_SUCCESS;
}

FAKE_API const char* nvrtcGetErrorString(int result) {
    static const char* const NAMES[] = {"NVRTC_SUCCESS", "NVRTC_ERROR_OUT_OF_MEMORY",
            "NVRTC_ERROR_PROGRAM_CREATION_FAILURE", "NVRTC_ERROR_INVALID_INPUT", "NVRTC_ERROR_INVALID_PROGRAM",
            "NVRTC_ERROR_INVALID_OPTION", "NVRTC_ERROR_COMPILATION", "NVRTC_ERROR_BUILTIN_OPERATION_FAILURE",
            "NVRTC_ERROR_NO_NAME_EXPRESSIONS_AFTER_COMPILATION", "NVRTC_ERROR_NO_LOWERED_NAMES_BEFORE_COMPILATION",
            "NVRTC_ERROR_NAME_EXPRESSION_NOT_VALID", "NVRTC_ERROR_INTERNAL_ERROR"};
    return result >= 0 && result <= NVRTC_INTERNAL_ERROR ? NAMES[result] : "NVRTC_ERROR unknown";
}

FAKE_API int nvrtcCreateProgram(Program** program, const char* source, const char* name, int headers,
        const char* const*, const char* const*) {
    COUNTED;
    if (source == nullptr || headers != 0) {
        return NVRTC_INVALID_INPUT;
    }
    *program = new Program;
    (*program)->source = source;
    (*program)->name = name == nullptr || *name == 0 ? "default_program" : name;
    const std::lock_guard<std::mutex> lock(gate());
    programs().insert(*program);
    return NVRTC_SUCCESS;
}

FAKE_API int nvrtcDestroyProgram(Program** program) {
    COUNTED;
    const std::lock_guard<std::mutex> lock(gate());
    if (program == nullptr || programs().erase(*program) == 0) {
        return NVRTC_INVALID_PROGRAM;
    }
    delete *program;
    *program = nullptr;
    return NVRTC_SUCCESS;
}

FAKE_API int nvrtcCompileProgram(Program* program, int count, const char* const* given) {
    COUNTED;
    if (!known(program)) {
        return NVRTC_INVALID_PROGRAM;
    }
    if (dlopen(BUILTINS, RTLD_NOW | RTLD_NOLOAD) == nullptr) {
        program->log = "nvrtc: error: failed to open " + std::string(BUILTINS) + ".\n";
        return NVRTC_BUILTIN_OPERATION_FAILURE;
    }
    Options options;
    const Result parsed = parse(std::vector<std::string>(given, given + count), options, program->log);
    if (parsed != NVRTC_SUCCESS) {
        return parsed;
    }
    program->architecture = options.architecture;
    program->real = options.real;
    return compile(*program, options);
}

FAKE_API int nvrtcGetProgramLogSize(Program* program, size_t* size) {
    COUNTED;
    return give(program, size, known(program) ? program->log : "", 1);
}

FAKE_API int nvrtcGetProgramLog(Program* program, char* log) {
    COUNTED;
    return give(program, log, known(program) ? program->log : "", 1);
}

FAKE_API int nvrtcGetCUBINSize(Program* program, size_t* size) {
    COUNTED;
    return give(program, size, known(program) ? cubin(*program) : "", 0);
}

FAKE_API int nvrtcGetCUBIN(Program* program, char* image) {
    COUNTED;
    return give(program, image, known(program) ? cubin(*program) : "", 0);
}

FAKE_API int nvrtcGetPTXSize(Program* program, size_t* size) {
    COUNTED;
    return give(program, size, known(program) ? ptx(*program) : "", 1);
}

FAKE_API int nvrtcGetPTX(Program* program, char* text) {
    COUNTED;
    return give(program, text, known(program) ? ptx(*program) : "", 1);
}
