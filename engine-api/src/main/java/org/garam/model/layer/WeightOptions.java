package org.garam.model.layer;

import java.util.Optional;
import org.garam.argument.Required;
import org.garam.model.constraint.Constraint;
import org.garam.model.constraint.Constraints;
import org.garam.model.initializer.Initializer;
import org.garam.model.initializer.Initializers;
import org.garam.model.regularizer.Regularizer;
import org.garam.model.regularizer.Regularizers;
import org.garam.tensor.Shape;

/**
 * What a user chooses for one trained weight of a layer: Keras' {@code kernel_initializer}, {@code kernel_regularizer}
 * and {@code kernel_constraint}, if the weight is the kernel.
 *
 * @param initializer what it holds at first
 * @param regularizer the penalty on it that is added to the loss, if there is one
 * @param constraint what it is made to satisfy after every step, if there is something
 */
public record WeightOptions(Initializer initializer, Optional<Regularizer> regularizer,
        Optional<Constraint> constraint) {
    public WeightOptions {
        Required.given("WeightOptions", "the initializer", initializer, "one, for example new Zeros()");
        Required.given("WeightOptions", "the regularizer", regularizer, "one, or Optional.empty() for none");
        Required.given("WeightOptions", "the constraint", constraint, "one, or Optional.empty() for none");
    }

    /** Neither regularized nor constrained. */
    public WeightOptions(Initializer initializer) {
        this(initializer, Optional.empty(), Optional.empty());
    }

    /** Beginning as the initializer Keras calls {@code initializer}; neither regularized nor constrained. */
    public WeightOptions(String initializer) {
        this(Initializers.named(initializer));
    }

    /** {@return these options with another initializer} */
    public WeightOptions initializer(Initializer other) {
        return new WeightOptions(other, regularizer, constraint);
    }

    /** {@return these options with the initializer Keras calls {@code name}} */
    public WeightOptions initializer(String name) {
        return initializer(Initializers.named(name));
    }

    /** {@return these options with a penalty} */
    public WeightOptions regularizer(Regularizer penalty) {
        return new WeightOptions(initializer, Optional.of(requireRegularizer(penalty)), constraint);
    }

    /** {@return these options with the penalty Keras calls {@code name}} */
    public WeightOptions regularizer(String name) {
        return regularizer(Regularizers.named(name));
    }

    /** {@return these options with a constraint} */
    public WeightOptions constraint(Constraint chosen) {
        Required.given("WeightOptions", "the constraint", chosen, "one, for example new MaxNorm(2), or leave it out");
        return new WeightOptions(initializer, regularizer, Optional.of(chosen));
    }

    /** {@return these options with the constraint Keras calls {@code name}} */
    public WeightOptions constraint(String name) {
        return constraint(Constraints.named(name));
    }

    static Regularizer requireRegularizer(Regularizer penalty) {
        return Required.given("a layer", "the regularizer", penalty,
                "one, for example new L2(0.01), or leave it out");
    }

    /** {@return a trained weight with these options} */
    WeightSpec spec(String name, Shape shape) {
        return new WeightSpec(name, shape, initializer, true, regularizer, constraint);
    }
}
