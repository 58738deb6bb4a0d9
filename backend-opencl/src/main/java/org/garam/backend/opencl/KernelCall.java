package org.garam.backend.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.garam.kernels.KernelFunction;
import org.garam.kernels.Launch;

/**
 * A launch with its arguments set, ready to be queued any number of times.
 *
 * @param kernel OpenCL's handle of a kernel that only this call uses: its arguments belong to it
 * @param launch what is launched
 * @param localBytes the local memory of a group
 * @param sizes the global size, then the local size, each along both dimensions
 */
record KernelCall(long kernel, Launch launch, long localBytes, MemorySegment sizes) {
    /** The 64-bit numbers of {@link #sizes}. */
    static final int SIZES = 4;

    KernelCall {
        KernelFunction function = launch.function();
        sizes.setAtIndex(ValueLayout.JAVA_LONG, 0, launch.groups() * function.groupWidth());
        sizes.setAtIndex(ValueLayout.JAVA_LONG, 1, function.groupHeight());
        sizes.setAtIndex(ValueLayout.JAVA_LONG, 2, function.groupWidth());
        sizes.setAtIndex(ValueLayout.JAVA_LONG, 3, function.groupHeight());
    }

    String function() {
        return launch.function().name();
    }

    int dimensions() {
        return launch.function().groupHeight() > 1 ? 2 : 1;
    }

    /** {@return the address of the global size} */
    long globalSize() {
        return sizes.address();
    }

    /** {@return the address of the local size} */
    long localSize() {
        return sizes.address() + 2 * Long.BYTES;
    }

    /** {@return for example {@code kernel softmax_1f over 128 groups of 64x1 work-items, 512 bytes of local memory each}} */
    @Override
    public String toString() {
        return "kernel " + function() + " over " + launch.groups() + " groups of " + launch.function().groupWidth() + "x"
                + launch.function().groupHeight() + " work-items, " + localBytes + " bytes of local memory each";
    }
}
