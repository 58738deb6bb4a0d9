package org.garam.spi;

import java.util.Set;
import org.garam.tensor.DType;

/**
 * What a device is.
 *
 * @param backend the provider's name: {@code cpu}, {@code cuda}, {@code opencl}
 * @param ordinal which of the backend's devices, counted from 0
 * @param name for people, for example {@code AMD EPYC 9B45, 2 threads, 512-bit vectors}
 * @param memoryBytes the memory it can allocate in all
 * @param arithmetic the floating-point types it computes in
 */
public record DeviceInfo(String backend, int ordinal, String name, long memoryBytes, Set<DType> arithmetic) {
    public DeviceInfo {
        arithmetic = Set.copyOf(arithmetic);
    }

    /** {@return what {@code -Ddevice} takes to choose it, for example {@code opencl:1}} */
    public String id() {
        return ordinal == 0 ? backend : backend + ":" + ordinal;
    }
}
