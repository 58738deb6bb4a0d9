package org.garam.model;

import org.garam.data.Element;
import org.garam.data.HostTensor;

/**
 * A number that tells sequences of batches apart: it follows from the type and some of the values of each, few enough
 * to
 * cost nothing beside a step.
 */
final class BatchFingerprint {
    private static final int SAMPLED = 32;
    private static final long PRIME = 0x100000001B3L;

    private long value = 0xCBF29CE484222325L;

    void add(Element batch) {
        add(batch.features());
        if (batch.hasTargets()) {
            add(batch.targets());
        }
        if (batch.hasWeights()) {
            add(batch.weights());
        }
    }

    private void add(HostTensor values) {
        int count = Math.toIntExact(values.shape().count());
        mix(values.dtype().ordinal());
        for (int size : values.shape().toArray()) {
            mix(size);
        }
        for (int i = 0; i < SAMPLED && count > 0; i++) {
            mix(Double.doubleToLongBits(values.get((int) ((long) i * count / SAMPLED))));
        }
    }

    /** The multiplication of FNV-1a, by words. */
    private void mix(long word) {
        value = (value ^ word ^ word >>> Integer.SIZE) * PRIME;
    }

    /** {@return the number of all batches so far} */
    long value() {
        return value;
    }
}
