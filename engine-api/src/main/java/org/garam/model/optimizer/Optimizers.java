package org.garam.model.optimizer;

import java.util.List;
import org.garam.model.registry.Registry;

/** The optimizers by the names Keras has for them, with its default settings. */
public final class Optimizers {
    private static final Registry<Optimizer> REGISTRY = new Registry<Optimizer>("optimizer")
            .add(SGD::new, "sgd")
            .add(RMSprop::new, "rmsprop")
            .add(Adagrad::new, "adagrad")
            .add(Adadelta::new, "adadelta")
            .add(Adam::new, "adam")
            .add(AdamW::new, "adamw")
            .add(Adamax::new, "adamax")
            .add(Nadam::new, "nadam")
            .add(Ftrl::new, "ftrl")
            .add(Lion::new, "lion");

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
}
