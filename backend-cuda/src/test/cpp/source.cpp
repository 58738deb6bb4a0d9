#include "source.h"

#include <cctype>
#include <map>
#include <regex>
#include <vector>

namespace fake {
namespace {

bool isWord(char letter) {
    return isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

size_t skipSpace(const std::string& text, size_t at) {
    while (at < text.size() && (isspace(static_cast<unsigned char>(text[at])) || text[at] == '\\')) {
        ++at;
    }
    return at;
}

std::string wordAt(const std::string& text, size_t at) {
    size_t end = at;
    while (end < text.size() && isWord(text[end])) {
        ++end;
    }
    return text.substr(at, end - at);
}

/** {@return the position behind the parenthesis that closes the one at {@code at}} */
size_t behindParentheses(const std::string& text, size_t at) {
    int depth = 0;
    for (; at < text.size(); ++at) {
        depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        if (depth == 0) {
            return at + 1;
        }
    }
    return at;
}

/** {@return the first argument of __launch_bounds__ in a declaration, or 0} */
std::string boundIn(const std::string& text) {
    const size_t found = text.find("__launch_bounds__");
    if (found == std::string::npos) {
        return "0";
    }
    const size_t open = text.find('(', found);
    const std::string arguments = text.substr(open + 1, behindParentheses(text, open) - open - 2);
    int depth = 0;
    for (size_t i = 0; i < arguments.size(); ++i) {
        depth += arguments[i] == '(' ? 1 : arguments[i] == ')' ? -1 : 0;
        if (arguments[i] == ',' && depth == 0) {
            return arguments.substr(0, i);
        }
    }
    return arguments;
}

std::string replaceAll(const std::string& text, const std::string& from, const std::string& to) {
    std::string result;
    size_t at = 0;
    for (size_t found; (found = text.find(from, at)) != std::string::npos; at = found + from.size()) {
        result.append(text, at, found - at).append(to);
    }
    return result.append(text, at, std::string::npos);
}

/** Records of the kernels that a source declares with __global__, or with a macro that stands for it. */
class Kernels {
public:
    explicit Kernels(const std::string& source) : source(source) {
        findMacros();
    }

    std::string records() {
        std::string records;
        for (size_t at = 0; at < source.size();) {
            if (source[at] == '#') {
                at = endOfDirective(at);
            } else if (isWord(source[at])) {
                const std::string word = wordAt(source, at);
                at += word.size();
                if (word == "__global__") {
                    records += record(at, "");
                } else if (macros.count(word) > 0) {
                    const size_t open = skipSpace(source, at);
                    const size_t behind = source[open] == '(' ? behindParentheses(source, open) : at;
                    records += record(behind, "FAKE_BOUND_" + word + source.substr(at, behind - at));
                    at = behind;
                }
            } else {
                ++at;
            }
        }
        return boundMacros + records;
    }

private:
    size_t endOfDirective(size_t at) const {
        while (at < source.size() && (source[at] != '\n' || source[at - 1] == '\\')) {
            ++at;
        }
        return at;
    }

    /** A macro's bound becomes a macro with the same parameters, so that the preprocessor works it out. */
    void findMacros() {
        for (size_t at = 0; (at = source.find("#define ", at)) != std::string::npos;) {
            const size_t end = endOfDirective(at);
            const std::string definition = source.substr(at + 8, end - at - 8);
            if (definition.find("__global__") != std::string::npos) {
                const std::string name = wordAt(definition, 0);
                const size_t parameters = definition[name.size()] == '(' ? behindParentheses(definition, name.size())
                        : name.size();
                macros[name] = true;
                boundMacros += "#define FAKE_BOUND_" + definition.substr(0, parameters) + " (" + boundIn(definition)
                        + ")\n";
            }
            at = end;
        }
    }

    /** {@return the record of the kernel whose declaration goes on at {@code at}} */
    std::string record(size_t at, const std::string& macroBound) const {
        const size_t begin = at;
        while (at < source.size()) {
            at = skipSpace(source, at);
            const std::string word = wordAt(source, at);
            if (word.empty()) {
                ++at;
                continue;
            }
            at = skipSpace(source, at + word.size());
            if (source[at] != '(') {
                continue;
            }
            if (word != "__launch_bounds__" && word != "__attribute__" && word != "__align__") {
                const std::string bound = macroBound.empty() ? boundIn(source.substr(begin, at - begin)) : macroBound;
                return "FAKE_KERNEL(" + word + ", (" + bound + "))\n";
            }
            at = behindParentheses(source, at);
        }
        return "";
    }

    const std::string& source;
    std::map<std::string, bool> macros;
    std::string boundMacros;
};

}  // namespace

std::string translate(const std::string& source, const std::string& name) {
    static const std::regex dynamicShared(
            R"(extern\s+__shared__\s+((?:__align__\s*\(\s*\d+\s*\)\s*)?)([\w ]+?)\s*(\w+)\s*\[\s*\]\s*;)");
    const bool dynamic = source.find("extern") != std::string::npos && source.find("__shared__") != std::string::npos;
    const std::string text = dynamic
            ? std::regex_replace(source, dynamicShared, "$2* const $3 = reinterpret_cast<$2*>(fake_dynamic_shared);")
            : source;
    return "#line 1 \"" + name + "\"\n" + replaceAll(text, "#pragma unroll", "#pragma GCC unroll 8")
            + "\n#line 1 \"kernels\"\n"
            + Kernels(source).records();
}

std::string toNvrtcLog(const std::string& messages, const std::string& name, int* errors) {
    static const std::regex place(R"(^([^:\n]+):(\d+):(?:\d+:)? (error|warning): (.*)$)");
    *errors = 0;
    std::string log;
    size_t at = 0;
    while (at < messages.size()) {
        const size_t end = std::min(messages.find('\n', at), messages.size());
        const std::string line = messages.substr(at, end - at);
        std::smatch parts;
        if (std::regex_match(line, parts, place)) {
            log += parts[1].str() + "(" + parts[2].str() + "): " + parts[3].str() + ": " + parts[4].str() + "\n";
            *errors += parts[3] == "error" ? 1 : 0;
        } else if (line.find("error:") != std::string::npos) {
            log += line + "\n";
            ++*errors;
        }
        at = end + 1;
    }
    if (*errors > 0) {
        log += std::to_string(*errors) + (*errors == 1 ? " error" : " errors") + " detected in the compilation of \""
                + name + "\".\n";
    }
    return log;
}

}  // namespace fake
