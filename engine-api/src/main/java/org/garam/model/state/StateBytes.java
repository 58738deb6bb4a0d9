package org.garam.model.state;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.garam.tensor.TensorType;

/** Elements on their way between memory and file. */
final class StateBytes {
    /** How many bytes are moved at once; a multiple of every element's. */
    static final int CHUNK = 1 << 16;

    private StateBytes() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@return memory for the elements of {@code type}; arrays of their own type hold more than bytes do} */
    static MemorySegment allocate(TensorType type) {
        int count = Math.toIntExact(type.shape().count());
        return switch (type.dtype()) {
            case FLOAT32 -> MemorySegment.ofArray(new float[count]);
            case FLOAT64 -> MemorySegment.ofArray(new double[count]);
            case INT8, UINT8, BOOL -> MemorySegment.ofArray(new byte[count]);
            case INT16, FLOAT16, BFLOAT16 -> MemorySegment.ofArray(new short[count]);
            case INT32 -> MemorySegment.ofArray(new int[count]);
            case INT64 -> MemorySegment.ofArray(new long[count]);
        };
    }

    /** Copies {@code count} elements of {@code width} bytes from one byte order to another. */
    static void copy(int width, long count, MemorySegment from, long fromOffset, ByteOrder fromOrder, MemorySegment to,
            long toOffset, ByteOrder toOrder) {
        ValueLayout layout = switch (width) {
            case 1 -> ValueLayout.JAVA_BYTE;
            case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED;
            case 4 -> ValueLayout.JAVA_INT_UNALIGNED;
            default -> ValueLayout.JAVA_LONG_UNALIGNED;
        };
        MemorySegment.copy(from, layout.withOrder(fromOrder), fromOffset, to, layout.withOrder(toOrder), toOffset, count);
    }
}
