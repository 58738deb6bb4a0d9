package org.garam.model.regularizer;

import java.util.List;
import org.garam.model.registry.Registry;

/** The regularizers Keras has, by their names there, with their default factors. */
public final class Regularizers {
    private static final Registry<Regularizer> REGISTRY = new Registry<Regularizer>("regularizer")
            .add(L1::new, "l1")
            .add(L2::new, "l2")
            // Keras documents these factors for the name; its code makes an L1L2() of it, which does nothing.
            .add(() -> new L1L2(0.01, 0.01), "l1_l2")
            .add(OrthogonalRegularizer::new, "orthogonal_regularizer");

    private Regularizers() {}

    /**
     * {@return the regularizer Keras calls {@code name}, {@code l2} or {@code L2}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Regularizer named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return the names} */
    public static List<String> names() {
        return REGISTRY.names();
    }

    static void requireFactor(String regularizer, String what, double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(regularizer + " takes a finite " + what + " of 0 or more, received "
                    + factor);
        }
    }
}
