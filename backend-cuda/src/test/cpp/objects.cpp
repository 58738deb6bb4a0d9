/* Places object files of the compiler in memory: what a linker and a loader do, for the few relocations that occur. */
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>

#include "fake.h"
#include "fibers.h"
#include "kernels.h"

namespace fake {
namespace {

constexpr size_t PAGE = 4096;
/* Room for each symbol: its address, and a jump to it. */
constexpr size_t SLOT_BYTES = 16;

size_t up(size_t bytes, size_t unit) {
    return unit == 0 ? bytes : (bytes + unit - 1) / unit * unit;
}

bool startsWith(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

void* addressOutside(const char* name) {
    if (strcmp(name, "fake_barrier") == 0) {
        return reinterpret_cast<void*>(&Fiber::yield);
    }
    static void* const mathematics = dlopen("libm.so.6", RTLD_NOW);
    void* const found = dlsym(mathematics, name);
    return found != nullptr ? found : dlsym(RTLD_DEFAULT, name);
}

/** One object file while it is placed. */
class Placing {
public:
    Placing(const std::string& file, Object& object) : data(file.data()), object(object) {
        header = reinterpret_cast<const Elf64_Ehdr*>(data);
        sections = reinterpret_cast<const Elf64_Shdr*>(data + header->e_shoff);
        places.resize(header->e_shnum);
        for (int i = 0; i < header->e_shnum; ++i) {
            if (sections[i].sh_type == SHT_SYMTAB) {
                symbols = reinterpret_cast<const Elf64_Sym*>(data + sections[i].sh_offset);
                symbolCount = sections[i].sh_size / sizeof(Elf64_Sym);
                names = data + sections[sections[i].sh_link].sh_offset;
            }
        }
        sectionNames = data + sections[header->e_shstrndx].sh_offset;
    }

    bool place() {
        layOut();
        for (int i = 0; i < header->e_shnum; ++i) {
            if (sections[i].sh_type == SHT_RELA && places[sections[i].sh_info] != nullptr && !relocate(sections[i])) {
                return false;
            }
        }
        for (size_t i = 0; i < symbolCount; ++i) {
            note(i);
        }
        noteBarriers();
        noteShared();
        return mprotect(object.memory, codeBytes, PROT_READ | PROT_EXEC) == 0;
    }

private:
    /** Code first, then the jumps to functions elsewhere, on the next page the data. */
    void layOut() {
        size_t at = 0;
        std::vector<size_t> offsets(header->e_shnum);
        const auto reserve = [&](bool code) {
            for (int i = 0; i < header->e_shnum; ++i) {
                const Elf64_Shdr& section = sections[i];
                if ((section.sh_flags & SHF_ALLOC) && code == ((section.sh_flags & SHF_EXECINSTR) != 0)) {
                    offsets[i] = up(at, section.sh_addralign);
                    at = offsets[i] + section.sh_size;
                }
            }
        };
        reserve(true);
        slots = up(at, SLOT_BYTES);
        codeBytes = up(slots + symbolCount * SLOT_BYTES, PAGE);
        at = codeBytes;
        reserve(false);
        object.bytes = up(at + 1, PAGE);
        object.memory = static_cast<char*>(mmap(nullptr, object.bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        for (int i = 0; i < header->e_shnum; ++i) {
            const Elf64_Shdr& section = sections[i];
            if (section.sh_flags & SHF_ALLOC) {
                places[i] = object.memory + offsets[i];
                if (section.sh_type != SHT_NOBITS) {
                    memcpy(places[i], data + section.sh_offset, section.sh_size);
                }
                if (strcmp(sectionNames + section.sh_name, "fake_shared") == 0) {
                    object.shared = places[i];
                    object.sharedBytes = section.sh_size;
                }
            }
        }
    }

    char* addressOf(size_t number) {
        const Elf64_Sym& symbol = symbols[number];
        return symbol.st_shndx == SHN_UNDEF ? static_cast<char*>(addressOutside(names + symbol.st_name))
                : places[symbol.st_shndx] + symbol.st_value;
    }

    /** {@return where the address of a symbol is kept; the 8 bytes behind it jump there} */
    char* slotOf(size_t number) {
        char* const slot = object.memory + slots + number * SLOT_BYTES;
        char* const address = addressOf(number);
        memcpy(slot, &address, sizeof address);
        constexpr unsigned char JUMP[] = {0xff, 0x25, 0xf2, 0xff, 0xff, 0xff, 0x90, 0x90}; /* jmp *-14(%rip) */
        memcpy(slot + sizeof address, JUMP, sizeof JUMP);
        return slot;
    }

    bool relocate(const Elf64_Shdr& section) {
        const auto* const entries = reinterpret_cast<const Elf64_Rela*>(data + section.sh_offset);
        for (size_t i = 0; i < section.sh_size / sizeof(Elf64_Rela); ++i) {
            const size_t number = ELF64_R_SYM(entries[i].r_info);
            const bool outside = symbols[number].st_shndx == SHN_UNDEF;
            if (outside && addressOf(number) == nullptr) {
                say("a kernel calls " + std::string(names + symbols[number].st_name)
                        + ", which the fake does not have");
                return false;
            }
            if (outside && strcmp(names + symbols[number].st_name, "fake_barrier") == 0) {
                barriers.push_back(sectionNames + sections[section.sh_info].sh_name);
            }
            char* const place = places[section.sh_info] + entries[i].r_offset;
            char* target = nullptr;
            switch (ELF64_R_TYPE(entries[i].r_info)) {
                case R_X86_64_64: {
                    char* const value = addressOf(number) + entries[i].r_addend;
                    memcpy(place, &value, sizeof value);
                    continue;
                }
                case R_X86_64_PC32: target = addressOf(number); break;
                case R_X86_64_PLT32: target = outside ? slotOf(number) + sizeof(char*) : addressOf(number); break;
                case R_X86_64_GOTPCREL:
                case R_X86_64_GOTPCRELX:
                case R_X86_64_REX_GOTPCRELX: target = slotOf(number); break;
                default:
                    say("a kernel needs relocation " + std::to_string(ELF64_R_TYPE(entries[i].r_info)));
                    return false;
            }
            const int32_t distance = static_cast<int32_t>(target + entries[i].r_addend - place);
            memcpy(place, &distance, sizeof distance);
        }
        return true;
    }

    void note(size_t number) {
        const std::string name = names + symbols[number].st_name;
        if (symbols[number].st_shndx == SHN_UNDEF || symbols[number].st_shndx >= SHN_LORESERVE) {
            return;
        }
        char* const address = addressOf(number);
        const std::map<std::string, Index**> indices = {{"threadIdx", &object.threadIdx},
                {"blockIdx", &object.blockIdx},
                {"blockDim", &object.blockDim}, {"gridDim", &object.gridDim}};
        const auto index = indices.find(name);
        if (index != indices.end()) {
            *index->second = reinterpret_cast<Index*>(address);
        } else if (name == "fake_dynamic_shared") {
            object.dynamicShared = reinterpret_cast<char**>(address);
        } else if (startsWith(name, "fake_kernel_")) {
            const auto* const record = reinterpret_cast<const KernelRecord*>(address);
            Kernel& kernel = object.kernels[record->name];
            kernel.record = record;
            kernel.object = &object;
        }
    }

    /** A barrier in a function that is not a kernel may be any kernel's. */
    void noteBarriers() {
        for (const std::string& section : barriers) {
            const std::string function = section.substr(sizeof ".text." - 1);
            for (auto& [name, kernel] : object.kernels) {
                kernel.hasBarrier |= name == function || object.kernels.count(function) == 0;
            }
        }
    }

    /** Adds the shared variables to their kernels: in their names stands the kernel's, after its length. */
    void noteShared() {
        for (size_t i = 0; i < symbolCount; ++i) {
            for (auto& [name, kernel] : object.kernels) {
                if (startsWith(names + symbols[i].st_name, "_ZZ" + std::to_string(name.size()) + name + "E")
                        && places[symbols[i].st_shndx] == object.shared) {
                    kernel.sharedBytes += symbols[i].st_size;
                }
            }
        }
    }

    const char* data;
    Object& object;
    const Elf64_Ehdr* header;
    const Elf64_Shdr* sections;
    const Elf64_Sym* symbols = nullptr;
    size_t symbolCount = 0;
    const char* names = nullptr;
    const char* sectionNames;
    std::vector<char*> places;
    std::vector<std::string> barriers;
    size_t slots = 0;
    size_t codeBytes = 0;
};

}  // namespace

Object::~Object() {
    if (memory != nullptr) {
        munmap(memory, bytes);
    }
}

std::unique_ptr<Object> place(const std::string& file) {
    auto object = std::make_unique<Object>();
    return Placing(file, *object).place() ? std::move(object) : nullptr;
}

}  // namespace fake
