package org.garam.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.garam.argument.Required;
import org.garam.model.initializer.Initializer;
import org.garam.model.initializer.Initializers;
import org.garam.model.initializer.Ones;
import org.garam.model.initializer.Zeros;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} for each channel (Ioffe and Szegedy, 2015). In training
 * mean and variance are those of the batch over all other axes, and moving averages follow them,
 * {@code moving = momentum moving + (1 - momentum) batch}, the variance being the biased one; otherwise they are the
 * moving averages.
 *
 * @param axis the axis of the channels, counted with the batch axis; the last one by default
 * @param momentum how much of the moving averages stays at each step, 0 to 1; 0.99 by default
 * @param epsilon what keeps the division from overflowing, 0 or more; 0.001 by default
 * @param affine how the result is scaled and shifted; both by default
 * @param movingMeanInitializer the moving mean at first; zeros by default
 * @param movingVarianceInitializer the moving variance at first; ones by default
 */
public record BatchNormalization(int axis, double momentum, double epsilon, ScaleAndShift affine,
        Initializer movingMeanInitializer, Initializer movingVarianceInitializer)
        implements Affine<BatchNormalization> {
    private static final String NAME = "BatchNormalization";
    private static final String MOVING_MEAN = "moving_mean";
    private static final String MOVING_VARIANCE = "moving_variance";

    public BatchNormalization {
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("BatchNormalization takes a momentum between 0 and 1, received "
                    + momentum);
        }
        ScaleAndShift.requireEpsilon(NAME, epsilon);
        Required.given("BatchNormalization", "how it scales and shifts", affine, "new ScaleAndShift()");
        Required.given("BatchNormalization", "the initializer of the moving mean", movingMeanInitializer,
                "one, for example new Zeros()");
        Required.given("BatchNormalization", "the initializer of the moving variance", movingVarianceInitializer,
                "one, for example new Ones()");
    }

    /** With Keras' defaults. */
    public BatchNormalization() {
        this(-1, 0.99, 0.001, new ScaleAndShift(), new Zeros(), new Ones());
    }

    /** {@return this layer with the channels along another axis} */
    public BatchNormalization axis(int chosen) {
        return new BatchNormalization(chosen, momentum, epsilon, affine, movingMeanInitializer,
                movingVarianceInitializer);
    }

    /** {@return this layer with faster (less) or slower moving averages} */
    public BatchNormalization momentum(double chosen) {
        return new BatchNormalization(axis, chosen, epsilon, affine, movingMeanInitializer, movingVarianceInitializer);
    }

    /** {@return this layer with another epsilon} */
    public BatchNormalization epsilon(double chosen) {
        return new BatchNormalization(axis, momentum, chosen, affine, movingMeanInitializer,
                movingVarianceInitializer);
    }

    @Override
    public BatchNormalization affine(ScaleAndShift chosen) {
        return new BatchNormalization(axis, momentum, epsilon, chosen, movingMeanInitializer,
                movingVarianceInitializer);
    }

    /** {@return this layer with its moving mean beginning so} */
    public BatchNormalization movingMeanInitializer(Initializer initializer) {
        return new BatchNormalization(axis, momentum, epsilon, affine, initializer, movingVarianceInitializer);
    }

    /** {@return this layer with its moving mean beginning as the initializer Keras calls {@code name}} */
    public BatchNormalization movingMeanInitializer(String name) {
        return movingMeanInitializer(Initializers.named(name));
    }

    /** {@return this layer with its moving variance beginning so} */
    public BatchNormalization movingVarianceInitializer(Initializer initializer) {
        return new BatchNormalization(axis, momentum, epsilon, affine, movingMeanInitializer, initializer);
    }

    /** {@return this layer with its moving variance beginning as the initializer Keras calls {@code name}} */
    public BatchNormalization movingVarianceInitializer(String name) {
        return movingVarianceInitializer(Initializers.named(name));
    }

    @Override
    public Shape outputShape(Shape input) {
        BatchAxes.of(NAME, axis, input);
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape channels = Shape.of(input.size(BatchAxes.of(NAME, axis, input) - 1));
        List<WeightSpec> specs = new ArrayList<>(affine.weights(channels));
        specs.add(new WeightSpec(MOVING_MEAN, channels, movingMeanInitializer, false));
        specs.add(new WeightSpec(MOVING_VARIANCE, channels, movingVarianceInitializer, false));
        return specs;
    }

    @Override
    public boolean autocasts() {
        return false;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Shape batch = input.shape();
        int channels = BatchAxes.of(NAME, axis, batch.without(0));
        int[] sizes = BatchAxes.kept(batch, channels);
        Moments moments;
        if (phase.isTraining()) {
            moments = Moments.of(input, BatchAxes.others(batch.rank(), channels));
            follow(weights, MOVING_MEAN, moments.mean());
            follow(weights, MOVING_VARIANCE, moments.variance());
        } else {
            moments = new Moments(weights.get(MOVING_MEAN).reshape(sizes),
                    weights.get(MOVING_VARIANCE).reshape(sizes));
        }
        return affine.ofNormalized(input, moments, epsilon, weights, sizes);
    }

    private void follow(Weights weights, String name, Tensor current) {
        Tensor moving = weights.get(name);
        weights.update(name, moving.mul(momentum).add(current.reshape(-1).mul(1 - momentum)));
    }
}
