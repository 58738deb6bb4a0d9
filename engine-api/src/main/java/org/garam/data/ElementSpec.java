package org.garam.data;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What is known of the elements of a data set before they come.
 *
 * @param features of the features
 * @param targets  of the targets; null if there are none
 * @param weights  of the weights; null if there are none
 */
public record ElementSpec(TensorSpec features, TensorSpec targets, TensorSpec weights) {

    /** @throws IllegalArgumentException if there are no features, or weights without targets */
    public ElementSpec {
        if (features == null || weights != null && targets == null) {
            throw new IllegalArgumentException("an element has features, and weights only beside targets; received "
                    + text(features, targets, weights));
        }
    }

    /** {@return elements of features alone} */
    public static ElementSpec of(TensorSpec features) {
        return new ElementSpec(features, null, null);
    }

    /** {@return elements of features and targets} */
    public static ElementSpec of(TensorSpec features, TensorSpec targets) {
        return new ElementSpec(features, targets, null);
    }

    /** {@return the spec that only elements of the types of this one meet} */
    public static ElementSpec of(Element element) {
        return new ElementSpec(TensorSpec.of(element.features().type()),
                element.hasTargets() ? TensorSpec.of(element.targets().type()) : null,
                element.hasWeights() ? TensorSpec.of(element.weights().type()) : null);
    }

    /** {@return whether {@code element} is one of these} */
    public boolean accepts(Element element) {
        return features.accepts(element.features().type()) && accepts(targets, element.targets())
                && accepts(weights, element.weights());
    }

    private static boolean accepts(TensorSpec spec, HostTensor tensor) {
        return spec == null ? tensor == null : tensor != null && spec.accepts(tensor.type());
    }

    /** {@return whether elements of this and of the other spec can follow one another: equal but for sizes} */
    boolean resembles(ElementSpec other) {
        return resembles(features, other.features) && resembles(targets, other.targets)
                && resembles(weights, other.weights);
    }

    private static boolean resembles(TensorSpec one, TensorSpec other) {
        return one == null || other == null ? one == other
                : one.dtype() == other.dtype() && one.sizes().size() == other.sizes().size();
    }

    ElementSpec each(UnaryOperator<TensorSpec> change) {
        return new ElementSpec(change.apply(features), targets == null ? null : change.apply(targets),
                weights == null ? null : change.apply(weights));
    }

    /** {@return what {@code join} makes of the parts of this and of a spec that resembles it} */
    ElementSpec join(ElementSpec other, BinaryOperator<TensorSpec> join) {
        return new ElementSpec(join.apply(features, other.features),
                targets == null ? null : join.apply(targets, other.targets),
                weights == null ? null : join.apply(weights, other.weights));
    }

    private static String text(TensorSpec features, TensorSpec targets, TensorSpec weights) {
        return "(" + features + (targets == null ? "" : ", " + targets) + (weights == null ? "" : ", " + weights) + ")";
    }

    /** {@return for example {@code (float32[?, 8], float32[?])}} */
    @Override
    public String toString() {
        return text(features, targets, weights);
    }
}
