package org.garam.model.activation;

import static org.garam.runtime.Elementwise.clip;

import org.garam.runtime.Tensor;

/**
 * {@code x} moved towards zero by {@code threshold}, and zero if it is nearer than that.
 *
 * @param threshold how far, 0.5 by default
 */
public record SoftShrink(double threshold) implements Activation {
    /** By 0.5. */
    public SoftShrink() {
        this(0.5);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.sub(clip(x, -threshold, threshold));
    }
}
