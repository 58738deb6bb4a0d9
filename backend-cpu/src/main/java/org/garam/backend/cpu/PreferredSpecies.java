package org.garam.backend.cpu;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this JVM: one species per element type, all of the same number of bits. The fields are static
 * and final because the compiler turns a species into machine instructions only where it is a constant. Touch this
 * class only where {@link VectorSupport#available()} is true.
 */
final class PreferredSpecies {
    private static final int WIDEST_BITS = VectorShape.preferredShape().vectorBitSize();

    /** Never wider than the hardware: wider species work, a thousand times slower. */
    static final int BITS = Math.min(WIDEST_BITS, Integer.getInteger(VectorSupport.BITS, WIDEST_BITS));

    static final VectorSpecies<Float> FLOAT;
    static final VectorSpecies<Double> DOUBLE;
    static final VectorSpecies<Integer> INT;
    static final VectorSpecies<Long> LONG;

    static {
        var shape = VectorShape.forBitSize(BITS);
        FLOAT = VectorSpecies.of(float.class, shape);
        DOUBLE = VectorSpecies.of(double.class, shape);
        INT = VectorSpecies.of(int.class, shape);
        LONG = VectorSpecies.of(long.class, shape);
    }

    private PreferredSpecies() {
    }

    /** Vector registers a kernel may fill: AVX-512 and the 64-bit ARM sets have 32, AVX2 has 16. */
    static int registers() {
        return WIDEST_BITS >= 512 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;
    }
}
