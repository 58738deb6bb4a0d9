package org.garam.backend.cuda.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One and zero in memory of the host, as the libraries read alpha and beta when they are called. */
final class Scalars {
    private static final MemorySegment FLOATS = Arena.global().allocateFrom(ValueLayout.JAVA_FLOAT, 1, 0);
    private static final MemorySegment DOUBLES = Arena.global().allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 0);

    private Scalars() {}

    static long one(ComputeType type) {
        return type == ComputeType.FLOAT64 ? DOUBLES.address() : FLOATS.address();
    }

    static long zero(ComputeType type) {
        return type == ComputeType.FLOAT64 ? DOUBLES.address() + Double.BYTES : FLOATS.address() + Float.BYTES;
    }
}
