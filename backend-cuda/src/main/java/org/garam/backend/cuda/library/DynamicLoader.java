package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;

/**
 * The system's loader of shared libraries ({@code dlopen} of POSIX). Java's own way, {@link System#load}, would tie a
 * library to one class loader; {@link SymbolLookup#libraryLookup} does not say why one was refused.
 */
final class DynamicLoader {
    /** All functions are found now: one that is missing is an error here and not the end of the process later. */
    private static final int RESOLVE_NOW = 2;

    private static final SymbolLookup SYSTEM = Linker.nativeLinker().defaultLookup();
    private static final Open OPEN = Downcall.of(SYSTEM.findOrThrow("dlopen"), Open.class);
    private static final Close CLOSE = Downcall.of(SYSTEM.findOrThrow("dlclose"), Close.class);
    private static final Symbol SYMBOL = Downcall.of(SYSTEM.findOrThrow("dlsym"), Symbol.class);
    private static final Error ERROR = Downcall.of(SYSTEM.findOrThrow("dlerror"), Error.class);

    @FunctionalInterface
    public interface Open {
        long call(long path, int flags);
    }

    @FunctionalInterface
    public interface Close {
        int call(long handle);
    }

    @FunctionalInterface
    public interface Symbol {
        long call(long handle, long name);
    }

    @FunctionalInterface
    public interface Error {
        long call();
    }

    private DynamicLoader() {}

    /**
     * {@return the handle of the library, which is loaded unless it is already}
     *
     * @throws UnusableLibraryException if the system refuses, with its reason
     */
    static long open(String path) throws UnusableLibraryException {
        try (Arena arena = Arena.ofConfined()) {
            long handle = OPEN.call(arena.allocateFrom(path).address(), RESOLVE_NOW);
            if (handle == 0) {
                throw new UnusableLibraryException("the system's loader refuses it: " + NativeText.at(ERROR.call()));
            }
            return handle;
        }
    }

    /** {@return the address of a function, 0 if the library has none of that name} */
    static long symbol(long handle, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return SYMBOL.call(handle, arena.allocateFrom(name).address());
        }
    }

    static void close(long handle) {
        CLOSE.call(handle);
    }
}
