package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The driver's pool of a device's memory, from which memory is allocated in the order of a stream. JCuda has no functions
 * for it.
 */
public final class MemoryPool {
    /** How many bytes of freed memory a pool keeps when the device is waited for ({@code CU_MEMPOOL_ATTR_RELEASE_THRESHOLD}). */
    private static final int RELEASE_THRESHOLD = 4;
    /** {@code CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT}, from CUDA 11.3 on. */
    private static final int RESERVED = 5;
    /** {@code CU_MEMPOOL_ATTR_USED_MEM_CURRENT}, from CUDA 11.3 on. */
    private static final int USED = 7;
    private static final long EVERYTHING = -1L;

    private final long pool;
    private final Trim trim;
    private final Attribute getAttribute;

    @FunctionalInterface
    public interface DefaultPool {
        int call(long pool, int device);
    }

    @FunctionalInterface
    public interface Attribute {
        int call(long pool, int attribute, long value);
    }

    @FunctionalInterface
    public interface Trim {
        int call(long pool, long bytesToKeep);
    }

    /**
     * The pool of a device, which from now on keeps what is freed for the next allocations.
     *
     * @param device how the driver counts it
     * @throws UnusableLibraryException if the driver has no pool for it
     */
    MemoryPool(NativeLibrary driver, int device) throws UnusableLibraryException {
        trim = driver.function("cuMemPoolTrimTo", Trim.class);
        getAttribute = driver.function("cuMemPoolGetAttribute", Attribute.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            require("cuDeviceGetDefaultMemPool",
                    driver.function("cuDeviceGetDefaultMemPool", DefaultPool.class).call(result.address(), device));
            pool = result.get(ValueLayout.JAVA_LONG, 0);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_LONG, EVERYTHING);
            require("cuMemPoolSetAttribute", driver.function("cuMemPoolSetAttribute", Attribute.class)
                    .call(pool, RELEASE_THRESHOLD, bytes.address()));
        }
    }

    private static void require(String function, int code) throws UnusableLibraryException {
        if (code != 0) {
            throw new UnusableLibraryException(function + " failed with " + code);
        }
    }

    /** Gives memory back that is held and not allocated. The device's context is current to the calling thread. */
    public void trim() {
        trim.call(pool, 0);
    }

    /** {@return the bytes that are held and not allocated; 0 if the driver does not tell} */
    public long unusedBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment reserved = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment used = arena.allocate(ValueLayout.JAVA_LONG);
            return getAttribute.call(pool, RESERVED, reserved.address()) == 0 && getAttribute.call(pool, USED, used.address()) == 0
                    ? reserved.get(ValueLayout.JAVA_LONG, 0) - used.get(ValueLayout.JAVA_LONG, 0) : 0;
        }
    }
}
