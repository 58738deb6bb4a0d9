package org.garam.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.garam.argument.Required;
import org.garam.model.initializer.Ones;
import org.garam.model.initializer.Zeros;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * What a layer does with numbers it has normalized: {@code gamma x + beta}, with learned gamma and beta.
 *
 * @param scale whether there is a gamma; there is by default
 * @param center whether there is a beta; there is by default
 * @param gamma what gamma is; ones at first by default
 * @param beta what beta is; zeros at first by default
 */
public record ScaleAndShift(boolean scale, boolean center, WeightOptions gamma, WeightOptions beta) {
    private static final String GAMMA = "gamma";
    private static final String BETA = "beta";

    public ScaleAndShift {
        Required.given("ScaleAndShift", "gamma", gamma, "new WeightOptions(new Ones()), or leave it out");
        Required.given("ScaleAndShift", "beta", beta, "new WeightOptions(new Zeros()), or leave it out");
    }

    /** With both, ones and zeros at first. */
    public ScaleAndShift() {
        this(true, true, new WeightOptions(new Ones()), new WeightOptions(new Zeros()));
    }

    /** {@return this with or without a gamma} */
    public ScaleAndShift scale(boolean use) {
        return new ScaleAndShift(use, center, gamma, beta);
    }

    /** {@return this with or without a beta} */
    public ScaleAndShift center(boolean use) {
        return new ScaleAndShift(scale, use, gamma, beta);
    }

    /** {@return this with other options of gamma} */
    public ScaleAndShift gamma(WeightOptions options) {
        return new ScaleAndShift(scale, center, options, beta);
    }

    /** {@return this with other options of beta} */
    public ScaleAndShift beta(WeightOptions options) {
        return new ScaleAndShift(scale, center, gamma, options);
    }

    static void requireEpsilon(String layer, double epsilon) {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException(layer + " takes a finite epsilon of 0 or more, received " + epsilon);
        }
    }

    /** {@return gamma and beta, of {@code shape}, as far as there are} */
    List<WeightSpec> weights(Shape shape) {
        List<WeightSpec> specs = new ArrayList<>();
        if (scale) {
            specs.add(gamma.spec(GAMMA, shape));
        }
        if (center) {
            specs.add(beta.spec(BETA, shape));
        }
        return specs;
    }

    /**
     * {@return {@code gamma (x - mean) / sqrt(variance + epsilon) + beta}}
     *
     * @param sizes the shape of gamma and beta beside {@code x}, with size 1 along axes where they are the same
     */
    Tensor ofNormalized(Tensor x, Moments moments, double epsilon, Weights weights, int... sizes) {
        Tensor factor = moments.inverseDeviation(epsilon);
        if (scale) {
            factor = factor.mul(weights.get(GAMMA).reshape(sizes));
        }
        Tensor scaled = x.sub(moments.mean()).mul(factor);
        return center ? scaled.add(weights.get(BETA).reshape(sizes)) : scaled;
    }
}
