package org.garam.model.initializer;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.garam.model.registry.Registry;
import org.garam.tensor.Shape;

/** The initializers Keras has, by their names there; those with parameters under their default values. */
public final class Initializers {
    private static final Registry<Initializer> REGISTRY = new Registry<Initializer>("initializer")
            .add(GlorotUniform::new, "glorot_uniform")
            .add(GlorotNormal::new, "glorot_normal")
            .add(HeUniform::new, "he_uniform")
            .add(HeNormal::new, "he_normal")
            .add(LecunUniform::new, "lecun_uniform")
            .add(LecunNormal::new, "lecun_normal")
            .add(RandomUniform::new, "random_uniform", "uniform")
            .add(RandomNormal::new, "random_normal", "normal")
            .add(TruncatedNormal::new, "truncated_normal")
            .add(Orthogonal::new, "orthogonal")
            .add(Identity::new, "identity")
            .add(Zeros::new, "zeros", "zero")
            .add(Ones::new, "ones", "one");

    private Initializers() {}

    /**
     * {@return the initializer Keras calls {@code name}, {@code he_normal} or {@code HeNormal}}
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one and all there are
     */
    public static Initializer named(String name) {
        return REGISTRY.named(name);
    }

    /** {@return the names} */
    public static List<String> names() {
        return REGISTRY.names();
    }

    static double[] fill(Shape shape, DoubleSupplier next) {
        double[] values = new double[Math.toIntExact(shape.count())];
        Arrays.setAll(values, _ -> next.getAsDouble());
        return values;
    }

    static void requireDeviation(String name, double deviation) {
        if (!(deviation >= 0)) {
            throw new IllegalArgumentException(name + " takes a standard deviation of 0 or more, received "
                    + deviation);
        }
    }
}
