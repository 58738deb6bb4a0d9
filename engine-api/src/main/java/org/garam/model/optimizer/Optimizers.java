package org.garam.model.optimizer;

import java.util.List;
import org.garam.model.registry.Registry;

/** The optimizers by the names Keras has for them, with its default settings. */
public final class Optimizers {
    private static final Registry<Optimizer> REGISTRY = new Registry<Optimizer>("optimizer")
            .add(SGD::new, "sgd")
            .add(Adam::new, "adam");

    private Optimizers() {}

    /**
     * {@return the optimizer Keras calls {@code name}, {@code adam} or {@code Adam}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Optimizer named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return whether {@link #named} knows {@code name}} */
    public static boolean knows(String name) {
        return REGISTRY.knows(name);
    }

    /** {@return the names} */
    public static List<String> names() {
        return REGISTRY.names();
    }

    static void requireRate(String optimizer, String what, double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(optimizer + " takes a finite " + what + " of 0 or more, received "
                    + rate);
        }
    }
}
