package org.garam.backend.cpu;

import java.util.concurrent.ConcurrentHashMap;

/** Describes generated code; equal descriptions share one hidden class, which lives as long as the JVM. */
sealed interface KernelSource<T> permits TileKernelGenerator, RowPackerGenerator, TransposeGenerator {
    T generate();

    @SuppressWarnings("unchecked")
    default T shared() {
        return (T) Cache.KERNELS.computeIfAbsent(this, KernelSource::generate);
    }

    /** Keeps the map out of the interface's public face. */
    final class Cache {
        private static final ConcurrentHashMap<KernelSource<?>, Object> KERNELS = new ConcurrentHashMap<>();

        private Cache() {
        }
    }
}
