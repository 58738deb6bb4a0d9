package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.garam.tensor.DType;

/** Elements in memory as devices exchange them with the host, read and written as doubles. */
final class HostMemory {
    private HostMemory() {}

    /** {@return zeroed memory for {@code size} elements} */
    static MemorySegment allocate(DType dtype, long size) {
        // Backed by longs, so that elements of every type are aligned.
        long bytes = Math.multiplyExact(size, dtype.bytes());
        return MemorySegment.ofArray(new long[Math.toIntExact((bytes + Long.BYTES - 1) / Long.BYTES)]).asSlice(0,
                bytes);
    }

    static double get(MemorySegment memory, DType dtype, long index) {
        return switch (dtype) {
            case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            case FLOAT64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
            case INT8, BOOL -> memory.getAtIndex(ValueLayout.JAVA_BYTE, index);
            case INT16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, index);
            case FLOAT16, BFLOAT16 -> dtype.fromHalfBits(memory.getAtIndex(ValueLayout.JAVA_SHORT, index));
            case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, index);
            case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, index);
            case UINT8 -> memory.getAtIndex(ValueLayout.JAVA_BYTE, index) & 0xFF;
        };
    }

    static void set(MemorySegment memory, DType dtype, long index, double value) {
        switch (dtype) {
            case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
            case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
            case INT8, UINT8, BOOL -> memory.setAtIndex(ValueLayout.JAVA_BYTE, index, (byte) (long) dtype.round(value));
            case INT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, index, (short) (long) value);
            case FLOAT16, BFLOAT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, index, dtype.toHalfBits(value));
            case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, index, (int) (long) value);
            case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, index, (long) value);
        }
    }
}
