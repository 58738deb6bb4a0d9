package org.garam.backend.cuda.product;

import java.util.Locale;

/** Whether kernels that could be folded are. */
public enum Folding {
    /** Each is run in its own way. */
    APART,
    /** cuBLASLt runs them as a {@link Fold}. */
    TOGETHER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
