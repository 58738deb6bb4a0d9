package org.garam.backend.cpu;

import java.util.Arrays;

/** The two element types of a matrix product; arrays of both travel as {@code Object} so that no loop exists twice. */
enum Precision {
    FLOAT(Float.BYTES), DOUBLE(Double.BYTES);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    Object newArray(int length) {
        return this == FLOAT ? new float[length] : new double[length];
    }

    void clear(Object array, int begin, int end) {
        if (this == FLOAT) {
            Arrays.fill((float[]) array, begin, end, 0f);
        } else {
            Arrays.fill((double[]) array, begin, end, 0d);
        }
    }
}
