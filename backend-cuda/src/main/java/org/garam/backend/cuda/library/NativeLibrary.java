package org.garam.backend.cuda.library;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A library that is loaded and has all functions that are called. */
final class NativeLibrary {
    private final LibraryKind kind;
    private final Path path;
    private final int major;
    private final long handle;

    private NativeLibrary(LibraryKind kind, Path path, int major, long handle) {
        this.kind = kind;
        this.path = path;
        this.major = major;
        this.handle = handle;
    }

    /** @throws UnusableLibraryException if the system refuses to load it, or a function is missing */
    static NativeLibrary load(LibraryKind kind, Path path, int major) throws UnusableLibraryException {
        long handle = DynamicLoader.open(path.toString());
        List<String> missing = new ArrayList<>(kind.functions());
        missing.removeIf(function -> DynamicLoader.symbol(handle, function) != 0);
        if (!missing.isEmpty()) {
            // Libraries that need one of its name must not be given this one.
            DynamicLoader.close(handle);
            throw new UnusableLibraryException("it lacks " + String.join(", ", missing));
        }
        return new NativeLibrary(kind, path, major, handle);
    }

    LibraryKind kind() {
        return kind;
    }

    Path path() {
        return path;
    }

    int major() {
        return major;
    }

    /** {@return the function as {@code type}, an interface whose single method has its parameters} */
    <T> T function(String name, Class<T> type) {
        return Downcall.of(MemorySegment.ofAddress(DynamicLoader.symbol(handle, name)), type);
    }

    @Override
    public String toString() {
        return kind + " in " + path;
    }
}
