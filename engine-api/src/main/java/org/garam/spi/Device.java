package org.garam.spi;

import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.tensor.DType;

/**
 * A device as the engine sees it: memory, compiled plans and one in-order queue. All a new backend has to implement,
 * with {@link BackendProvider}, {@link DeviceBuffer}, {@link Executable} and {@link BoundExecutable}.
 */
public interface Device extends AutoCloseable {
    /** {@return what the device is} */
    DeviceInfo info();

    /**
     * {@return whether the device runs this kernel as it is} A refused fusion (an epilogue, a row kernel with several
     * reductions) is split by {@code Lowering}; a kernel with a single instruction must be accepted.
     */
    default boolean accepts(Kernel kernel) {
        return true;
    }

    /**
     * {@return new memory for {@code size} elements, with unspecified content}
     *
     * @throws OutOfDeviceMemoryException if the device has not enough memory left
     * @throws DeviceException if it can never hold that many elements of this type
     */
    DeviceBuffer allocate(DType dtype, long size);

    /**
     * {@return as {@link #allocate}, memory for the intermediate results of plans} A device that tells what holds its memory
     * counts it apart.
     *
     * @throws DeviceException as {@link #allocate}
     */
    default DeviceBuffer allocateScratch(DType dtype, long size) {
        return allocate(dtype, size);
    }

    /** {@return what takes the device's memory now} */
    MemoryUse memoryUse();

    /**
     * {@return the plan ready to be bound; independent of addresses}
     *
     * @throws DeviceException if a kernel cannot be compiled
     */
    Executable compile(Plan plan);

    /**
     * Waits until everything queued has run.
     *
     * @throws DeviceException the first failure since the last call
     */
    void synchronize();

    /** Frees the device; its buffers and executables must not be used any more. */
    @Override
    void close();
}
