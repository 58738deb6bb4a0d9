package org.garam.model.loss;

import java.util.List;
import org.garam.model.registry.Registry;

/** The losses by the names Keras has for them, long and short. */
public final class Losses {
    private static final Registry<Loss> REGISTRY = new Registry<Loss>("loss")
            .add(MeanSquaredError::new, "mean_squared_error", "mse")
            .add(MeanAbsoluteError::new, "mean_absolute_error", "mae")
            .add(BinaryCrossentropy::new, "binary_crossentropy", "bce")
            .add(CategoricalCrossentropy::new, "categorical_crossentropy")
            .add(SparseCategoricalCrossentropy::new, "sparse_categorical_crossentropy");

    private Losses() {}

    /**
     * {@return the loss Keras calls {@code name}: {@code mse}, {@code MSE}, {@code mean_squared_error} or
     * {@code MeanSquaredError}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Loss named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return whether {@link #named} knows {@code name}} */
    public static boolean knows(String name) {
        return REGISTRY.knows(name);
    }

    /** {@return the long names} */
    public static List<String> names() {
        return REGISTRY.names();
    }
}
