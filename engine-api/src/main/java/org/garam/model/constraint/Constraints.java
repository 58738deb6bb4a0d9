package org.garam.model.constraint;

import java.util.List;
import org.garam.model.registry.Registry;

/** The constraints Keras has, by their names there, with their default settings. */
public final class Constraints {
    private static final Registry<Constraint> REGISTRY = new Registry<Constraint>("constraint")
            .add(MaxNorm::new, "max_norm")
            .add(MinMaxNorm::new, "min_max_norm")
            .add(NonNeg::new, "non_neg")
            .add(UnitNorm::new, "unit_norm");

    private Constraints() {}

    /**
     * {@return the constraint Keras calls {@code name}, {@code max_norm} or {@code MaxNorm}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Constraint named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return the names} */
    public static List<String> names() {
        return REGISTRY.names();
    }
}
