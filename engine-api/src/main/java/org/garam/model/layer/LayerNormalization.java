package org.garam.model.layer;

import java.util.Arrays;
import java.util.List;
import org.garam.argument.Required;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} with the mean and variance of each sample by itself (Ba et
 * al., 2016).
 *
 * @param axes the axes over which mean and variance are taken, and along which gamma and beta lie, counted with the
 *     batch axis; the last one by default
 * @param epsilon what keeps the division from overflowing, 0 or more; 0.001 by default
 * @param affine how the result is scaled and shifted; both by default
 */
public record LayerNormalization(List<Integer> axes, double epsilon, ScaleAndShift affine)
        implements Affine<LayerNormalization> {
    private static final String NAME = "LayerNormalization";

    public LayerNormalization {
        axes = List.copyOf(axes);
        ScaleAndShift.requireEpsilon(NAME, epsilon);
        Required.given("LayerNormalization", "how it scales and shifts", affine, "new ScaleAndShift()");
    }

    /** Over {@code axes}, the last one if none is given. */
    public LayerNormalization(int... axes) {
        this(BatchAxes.orLast("LayerNormalization", axes), 0.001, new ScaleAndShift());
    }

    /** {@return this layer with another epsilon} */
    public LayerNormalization epsilon(double chosen) {
        return new LayerNormalization(axes, chosen, affine);
    }

    @Override
    public LayerNormalization affine(ScaleAndShift chosen) {
        return new LayerNormalization(axes, epsilon, chosen);
    }

    @Override
    public Shape outputShape(Shape input) {
        BatchAxes.of(NAME, axes, input);
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return affine.weights(Shape.of(Arrays.stream(BatchAxes.of(NAME, axes, input))
                .map(axis -> input.size(axis - 1)).toArray()));
    }

    @Override
    public boolean autocasts() {
        return false;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        int[] normalized = BatchAxes.of(NAME, axes, input.shape().without(0));
        return affine.ofNormalized(input, Moments.of(input, normalized), epsilon, weights,
                BatchAxes.kept(input.shape(), normalized));
    }
}
