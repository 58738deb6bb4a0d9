package org.garam.data;

import java.util.function.UnaryOperator;

/**
 * What a {@link Dataset} is made of: a sample, or a batch of them, with what belongs to it.
 *
 * @param features what a model is given
 * @param targets  what it is to predict; null if there are none
 * @param weights  how much it counts; null if all count alike
 */
public record Element(HostTensor features, HostTensor targets, HostTensor weights) {

    /** @throws IllegalArgumentException if there are no features, or weights without targets */
    public Element {
        if (features == null || weights != null && targets == null) {
            throw new IllegalArgumentException(features == null ? "an element has features, received null"
                    : "weights " + weights.type() + " say how much targets count, but there are no targets");
        }
    }

    /** {@return an element of features alone: a Java array, a number or a tensor, see {@link HostTensor#of(Object)}} */
    public static Element of(Object features) {
        return new Element(HostTensor.of(features), null, null);
    }

    /** {@return an element of features and targets, see {@link HostTensor#of(Object)}} */
    public static Element of(Object features, Object targets) {
        return new Element(HostTensor.of(features), HostTensor.of(targets), null);
    }

    /** {@return an element of features, targets and weights, see {@link HostTensor#of(Object)}} */
    public static Element of(Object features, Object targets, Object weights) {
        return new Element(HostTensor.of(features), HostTensor.of(targets), HostTensor.of(weights));
    }

    /** {@return whether there are targets} */
    public boolean hasTargets() {
        return targets != null;
    }

    /** {@return whether there are weights} */
    public boolean hasWeights() {
        return weights != null;
    }

    /** {@return this element with other features} */
    public Element withFeatures(HostTensor other) {
        return new Element(other, targets, weights);
    }

    /** {@return this element with other targets, or with none if they are null} */
    public Element withTargets(HostTensor other) {
        return new Element(features, other, weights);
    }

    /** {@return this element with other weights, or with none if they are null} */
    public Element withWeights(HostTensor other) {
        return new Element(features, targets, other);
    }

    /** {@return the element of what {@code change} makes of each part} */
    Element each(UnaryOperator<HostTensor> change) {
        return new Element(change.apply(features), targets == null ? null : change.apply(targets),
                weights == null ? null : change.apply(weights));
    }

    /**
     * {@return the number of samples, if this is a batch: the size of the features' first axis}
     *
     * @throws IllegalStateException if the features are a scalar
     */
    public int rows() {
        if (features.shape().rank() == 0) {
            throw new IllegalStateException("a sample that is a single number is no batch; call batch(n) on the dataset");
        }
        return features.shape().size(0);
    }

    /** {@return the types, and the values if there are few} */
    @Override
    public String toString() {
        return "(" + features + (targets == null ? "" : ", " + targets) + (weights == null ? "" : ", " + weights) + ")";
    }
}
