package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.garam.spi.DeviceException;

/**
 * The compiler of CUDA C. Its functions are the same in versions 11.2 to 13, so that one binding serves all; JCuda's
 * would serve version 12 alone.
 */
public final class Nvrtc {
    private static final int COMPILATION_ERROR = 6;
    private static final int MOST_LOG_CHARACTERS = 4000;

    private final NativeLibrary library;
    private final String version;
    private final int[] architectures;
    private final CreateProgram createProgram;
    private final OfProgram compileProgram;
    private final Handle destroyProgram;
    private final Text errorString;

    @FunctionalInterface
    public interface Version {
        int call(long major, long minor);
    }

    @FunctionalInterface
    public interface Handle {
        int call(long handle);
    }

    @FunctionalInterface
    public interface Text {
        long call(int code);
    }

    @FunctionalInterface
    public interface CreateProgram {
        int call(long program, long source, long name, int headers, long texts, long names);
    }

    @FunctionalInterface
    public interface OfProgram {
        int call(long program, int options, long texts);
    }

    @FunctionalInterface
    public interface Result {
        int call(long program, long destination);
    }

    /** @throws UnusableLibraryException if it does not say its version */
    Nvrtc(NativeLibrary library) throws UnusableLibraryException {
        this.library = library;
        createProgram = library.function("nvrtcCreateProgram", CreateProgram.class);
        compileProgram = library.function("nvrtcCompileProgram", OfProgram.class);
        destroyProgram = library.function("nvrtcDestroyProgram", Handle.class);
        errorString = library.function("nvrtcGetErrorString", Text.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(ValueLayout.JAVA_INT, 2);
            require("nvrtcVersion", library.function("nvrtcVersion", Version.class).call(numbers.address(),
                    numbers.address() + 4));
            version = numbers.getAtIndex(ValueLayout.JAVA_INT, 0) + "." + numbers.getAtIndex(ValueLayout.JAVA_INT, 1);
            require("nvrtcGetNumSupportedArchs", library.function("nvrtcGetNumSupportedArchs",
                    Handle.class).call(numbers.address()));
            MemorySegment found = arena.allocate(ValueLayout.JAVA_INT, numbers.getAtIndex(ValueLayout.JAVA_INT, 0));
            require("nvrtcGetSupportedArchs", library.function("nvrtcGetSupportedArchs",
                    Handle.class).call(found.address()));
            architectures = found.toArray(ValueLayout.JAVA_INT);
        }
        Arrays.sort(architectures);
    }

    private void require(String function, int code) throws UnusableLibraryException {
        if (code != 0) {
            throw new UnusableLibraryException(function + " failed: " + explain(code));
        }
    }

    /** {@return the version, for example {@code 12.6}} */
    public String version() {
        return version;
    }

    /** {@return the lowest compute capability it compiles for, 50 for 5.0} */
    public int oldestArchitecture() {
        return architectures[0];
    }

    /** {@return name, version and path} */
    @Override
    public String toString() {
        return library.kind() + " " + version + " in " + library.path();
    }

    /**
     * {@return what {@code source} becomes for a device, as {@code cuModuleLoadData} takes it: machine code of its own
     * architecture; for a device that is newer than this compiler code (PTX) of the newest architecture it knows, which
     * the driver translates}
     *
     * @param name what messages call the source
     * @param architecture the device's compute capability: 90 for 9.0
     * @param options further options of the compiler
     * @throws DeviceException if the device is older than any this compiler knows, or the source is wrong, with the
     *     compiler's log
     */
    public byte[] compile(String source, String name, int architecture, List<String> options) {
        int newest = Arrays.stream(architectures).filter(known -> known <= architecture).max()
                .orElseThrow(() -> new DeviceException("the device's architecture sm_" + architecture
                        + " is older than any that " + this + " compiles for (from sm_" + architectures[0]
                        + " on); give the folder of an older CUDA toolkit by -D" + LibraryPath.PROPERTY + "=DIR"));
        boolean isOwn = newest == architecture;
        String target = "--gpu-architecture=" + (isOwn ? "sm_" : "compute_") + newest;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(ValueLayout.JAVA_LONG);
            check(name, createProgram.call(program.address(), arena.allocateFrom(source).address(),
                    arena.allocateFrom(name).address(), 0, 0, 0), "");
            try {
                MemorySegment texts = arena.allocate(ValueLayout.JAVA_LONG, options.size() + 1);
                texts.setAtIndex(ValueLayout.JAVA_LONG, 0, arena.allocateFrom(target).address());
                for (int i = 0; i < options.size(); i++) {
                    texts.setAtIndex(ValueLayout.JAVA_LONG, i + 1, arena.allocateFrom(options.get(i)).address());
                }
                long handle = program.get(ValueLayout.JAVA_LONG, 0);
                int code = compileProgram.call(handle, options.size() + 1, texts.address());
                if (code != 0) {
                    check(name, code, "; " + target + "; the compiler says:\n" + log(handle, arena));
                }
                return result(handle, name, isOwn ? "nvrtcGetCUBIN" : "nvrtcGetPTX", arena);
            } finally {
                destroyProgram.call(program.address());
            }
        }
    }

    private byte[] result(long program, String name, String function, Arena arena) {
        MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
        check(name, library.function(function + "Size", Result.class).call(program, size.address()), "");
        MemorySegment bytes = arena.allocate(size.get(ValueLayout.JAVA_LONG, 0));
        check(name, library.function(function, Result.class).call(program, bytes.address()), "");
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    private String log(long program, Arena arena) {
        MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
        if (library.function("nvrtcGetProgramLogSize", Result.class).call(program, size.address()) != 0) {
            return "nothing";
        }
        MemorySegment text = arena.allocate(size.get(ValueLayout.JAVA_LONG, 0) + 1);
        library.function("nvrtcGetProgramLog", Result.class).call(program, text.address());
        String log = text.getString(0, StandardCharsets.UTF_8).strip();
        return log.length() <= MOST_LOG_CHARACTERS ? log : log.substring(0, MOST_LOG_CHARACTERS) + "\n…";
    }

    private void check(String name, int code, String details) {
        if (code != 0) {
            throw new DeviceException("compiling " + name + " with " + this + " failed: " + explain(code)
                    + (code == COMPILATION_ERROR || details.isEmpty() ? ""
                            : "; is libnvrtc-builtins of the same version beside it?") + details);
        }
    }

    private String explain(int code) {
        return NativeText.at(errorString.call(code)) + " (" + code + ")";
    }
}
