package org.garam.model.layer;

import java.util.function.UnaryOperator;
import org.garam.argument.Required;
import org.garam.model.constraint.Constraint;
import org.garam.model.initializer.Initializer;
import org.garam.model.regularizer.Regularizer;

/**
 * A layer that scales and shifts what it has normalized by learned numbers, and what can be chosen about these; all by
 * the names Keras has.
 *
 * @param <L> the layer
 */
public interface Affine<L extends Affine<L>> extends Layer {
    /** {@return how it scales and shifts} */
    ScaleAndShift affine();

    /** {@return this layer scaling and shifting otherwise} */
    L affine(ScaleAndShift chosen);

    /** {@return this layer with or without a gamma} */
    default L scale(boolean use) {
        return affine(affine().scale(use));
    }

    /** {@return this layer with or without a beta} */
    default L center(boolean use) {
        return affine(affine().center(use));
    }

    /** {@return this layer with other options of gamma} */
    default L gamma(UnaryOperator<WeightOptions> change) {
        return affine(affine().gamma(Required.given("gamma", "the change", change, "a function of its options")
                .apply(affine().gamma())));
    }

    /** {@return this layer with gamma beginning as the initializer Keras calls {@code name}} */
    default L gammaInitializer(String name) {
        return gamma(options -> options.initializer(name));
    }

    /** {@return this layer with gamma beginning so} */
    default L gammaInitializer(Initializer initializer) {
        return gamma(options -> options.initializer(initializer));
    }

    /** {@return this layer with gamma regularized by the penalty Keras calls {@code name}} */
    default L gammaRegularizer(String name) {
        return gamma(options -> options.regularizer(name));
    }

    /** {@return this layer with gamma regularized by the given penalty} */
    default L gammaRegularizer(Regularizer regularizer) {
        return gamma(options -> options.regularizer(regularizer));
    }

    /** {@return this layer with gamma satisfying the constraint Keras calls {@code name} after every step} */
    default L gammaConstraint(String name) {
        return gamma(options -> options.constraint(name));
    }

    /** {@return this layer with gamma satisfying the constraint after every step} */
    default L gammaConstraint(Constraint constraint) {
        return gamma(options -> options.constraint(constraint));
    }

    /** {@return this layer with other options of beta} */
    default L beta(UnaryOperator<WeightOptions> change) {
        return affine(affine().beta(Required.given("beta", "the change", change, "a function of its options")
                .apply(affine().beta())));
    }

    /** {@return this layer with beta beginning as the initializer Keras calls {@code name}} */
    default L betaInitializer(String name) {
        return beta(options -> options.initializer(name));
    }

    /** {@return this layer with beta beginning so} */
    default L betaInitializer(Initializer initializer) {
        return beta(options -> options.initializer(initializer));
    }

    /** {@return this layer with beta regularized by the penalty Keras calls {@code name}} */
    default L betaRegularizer(String name) {
        return beta(options -> options.regularizer(name));
    }

    /** {@return this layer with beta regularized by the given penalty} */
    default L betaRegularizer(Regularizer regularizer) {
        return beta(options -> options.regularizer(regularizer));
    }

    /** {@return this layer with beta satisfying the constraint Keras calls {@code name} after every step} */
    default L betaConstraint(String name) {
        return beta(options -> options.constraint(name));
    }

    /** {@return this layer with beta satisfying the constraint after every step} */
    default L betaConstraint(Constraint constraint) {
        return beta(options -> options.constraint(constraint));
    }
}
