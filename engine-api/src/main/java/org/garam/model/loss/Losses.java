package org.garam.model.loss;

import java.util.List;
import org.garam.model.registry.Registry;

/** The losses by the names Keras has for them, long and short. */
public final class Losses {
    private static final Registry<Loss> REGISTRY = new Registry<Loss>("loss")
            .add(MeanSquaredError::new, "mean_squared_error", "mse")
            .add(MeanAbsoluteError::new, "mean_absolute_error", "mae")
            .add(MeanAbsolutePercentageError::new, "mean_absolute_percentage_error", "mape")
            .add(MeanSquaredLogarithmicError::new, "mean_squared_logarithmic_error", "msle")
            .add(Huber::new, "huber")
            .add(LogCosh::new, "log_cosh")
            .add(CosineSimilarity::new, "cosine_similarity")
            .add(BinaryCrossentropy::new, "binary_crossentropy", "bce")
            .add(BinaryFocalCrossentropy::new, "binary_focal_crossentropy")
            .add(CategoricalCrossentropy::new, "categorical_crossentropy")
            .add(CategoricalFocalCrossentropy::new, "categorical_focal_crossentropy")
            .add(SparseCategoricalCrossentropy::new, "sparse_categorical_crossentropy")
            .add(KLDivergence::new, "kl_divergence", "kld", "kullback_leibler_divergence")
            .add(Poisson::new, "poisson")
            .add(Hinge::new, "hinge")
            .add(SquaredHinge::new, "squared_hinge")
            .add(CategoricalHinge::new, "categorical_hinge");

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
