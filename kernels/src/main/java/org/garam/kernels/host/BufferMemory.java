package org.garam.kernels.host;

import org.garam.tensor.DType;

/** The memory of a device whose buffers have a handle: an address, or what a driver calls a buffer by. */
public interface BufferMemory {
    /**
     * {@return a new buffer of {@code size} elements, with unspecified content}
     *
     * @param holder what it is for
     * @throws org.garam.spi.DeviceException if the device cannot hold it
     */
    CountedBuffer allocate(DType dtype, long size, MemoryHolder holder);

    /** Frees the buffer {@code handle} of this many bytes once the commands already queued have run. */
    void free(long handle, long bytes, MemoryHolder holder);

    /** {@return how its content is written and read} */
    Transfers transfers();
}
