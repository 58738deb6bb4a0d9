package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;

/**
 * Device memory between canaries: elements that nobody may write. They are large, so that a result shows if somebody
 * reads them.
 */
final class GuardedBuffer implements AutoCloseable {
    /** Longer than any vector, so that a store that is one vector too far still meets it. */
    private static final int BEHIND = 70;
    private static final byte CANARY_BYTE = (byte) 0xA5;
    private static final double CANARY = -7.5e33;

    private final DeviceBuffer buffer;
    private final int before;
    private final MemorySegment host;
    private final MemorySegment untouched;

    GuardedBuffer(Device device, DType dtype, long size, int before) {
        this.before = before;
        long all = before + size + BEHIND;
        buffer = device.allocate(dtype, all);
        host = HostMemory.allocate(dtype, all);
        untouched = HostMemory.allocate(dtype, all);
        fill(untouched, dtype, CANARY, CANARY_BYTE);
    }

    private static void fill(MemorySegment memory, DType dtype, double number, byte bits) {
        if (dtype.isFloating()) {
            for (long i = 0; i < memory.byteSize() / dtype.bytes(); i++) {
                HostMemory.set(memory, dtype, i, number);
            }
        } else {
            memory.fill(bits);
        }
    }

    DeviceBuffer buffer() {
        return buffer;
    }

    /** Sets the elements, and the canaries around them. */
    void write(MemorySegment elements) {
        host.copyFrom(untouched);
        inside(host).copyFrom(elements);
        buffer.write(0, host);
    }

    /** Fills all elements with what must not be read: NaN, or {@code bits} if there is no NaN. */
    void spoil(double number, byte bits) {
        MemorySegment garbage = HostMemory.allocate(buffer.dtype(), inside(host).byteSize() / buffer.dtype().bytes());
        fill(garbage, buffer.dtype(), number, bits);
        write(garbage);
    }

    /** {@return the elements the buffer holds; fails if a canary was changed} */
    MemorySegment read(String what) {
        buffer.read(0, host);
        long first = (long) before * buffer.dtype().bytes();
        long behind = host.byteSize() - (long) BEHIND * buffer.dtype().bytes();
        requireUntouched(0, first, what + ": elements before the memory it was given were written");
        requireUntouched(behind, host.byteSize(), what + ": elements behind the memory it was given were written");
        MemorySegment copy = HostMemory.allocate(buffer.dtype(), inside(host).byteSize() / buffer.dtype().bytes());
        copy.copyFrom(inside(host));
        return copy;
    }

    private void requireUntouched(long from, long to, String otherwise) {
        long difference = MemorySegment.mismatch(host, from, to, untouched, from, to);
        if (difference >= 0) {
            throw new AssertionError(otherwise + ", first byte " + (from + difference) + " is "
                    + host.get(ValueLayout.JAVA_BYTE, from + difference));
        }
    }

    private MemorySegment inside(MemorySegment memory) {
        long offset = (long) before * buffer.dtype().bytes();
        return memory.asSlice(offset, memory.byteSize() - offset - (long) BEHIND * buffer.dtype().bytes());
    }

    @Override
    public void close() {
        buffer.close();
    }
}
