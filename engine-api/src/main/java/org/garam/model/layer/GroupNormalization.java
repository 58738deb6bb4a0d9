package org.garam.model.layer;

import java.util.List;
import org.garam.argument.Required;
import org.garam.op.ShapeException;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/**
 * {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} with the mean and variance of each group of channels of
 * each sample (Wu and He, 2018). One group is layer normalization over all axes, as many as channels instance
 * normalization.
 *
 * @param groups how many groups the channels are divided into; -1: each channel is one; 32 by default
 * @param axis the axis of the channels, counted with the batch axis; the last one by default
 * @param epsilon what keeps the division from overflowing, 0 or more; 0.001 by default
 * @param affine how the result is scaled and shifted; both by default
 */
public record GroupNormalization(int groups, int axis, double epsilon, ScaleAndShift affine)
        implements Affine<GroupNormalization> {
    private static final String NAME = "GroupNormalization";
    private static final int EACH = -1;

    public GroupNormalization {
        if (groups < 1 && groups != EACH) {
            throw new IllegalArgumentException("GroupNormalization takes 1 group or more, or -1 for a group of each"
                    + " channel, received " + groups);
        }
        ScaleAndShift.requireEpsilon(NAME, epsilon);
        Required.given("GroupNormalization", "how it scales and shifts", affine, "new ScaleAndShift()");
    }

    /** 32 groups, as in Keras. */
    public GroupNormalization() {
        this(32);
    }

    /** Groups of the last axis. */
    public GroupNormalization(int groups) {
        this(groups, -1, 0.001, new ScaleAndShift());
    }

    /** {@return this layer with the channels along another axis} */
    public GroupNormalization axis(int chosen) {
        return new GroupNormalization(groups, chosen, epsilon, affine);
    }

    /** {@return this layer with another epsilon} */
    public GroupNormalization epsilon(double chosen) {
        return new GroupNormalization(groups, axis, chosen, affine);
    }

    @Override
    public GroupNormalization affine(ScaleAndShift chosen) {
        return new GroupNormalization(groups, axis, epsilon, chosen);
    }

    @Override
    public Shape outputShape(Shape input) {
        int channels = channels(input);
        if (channels % groupsOf(channels) != 0) {
            throw new ShapeException("GroupNormalization: cannot divide the " + channels + " channels of samples of shape "
                    + input + " into " + groups + " equal groups; choose a divisor of " + channels);
        }
        return input;
    }

    private int channels(Shape input) {
        return input.size(BatchAxes.of(NAME, axis, input) - 1);
    }

    private int groupsOf(int channels) {
        return groups == EACH ? Math.max(1, channels) : groups;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return affine.weights(Shape.of(channels(input)));
    }

    @Override
    public boolean autocasts() {
        return false;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Shape batch = input.shape();
        int split = BatchAxes.of(NAME, axis, batch.without(0));
        int count = groupsOf(batch.size(split));
        Shape grouped = batch.axes(0, split).append(Shape.of(count, batch.size(split) / count))
                .append(batch.axes(split + 1, batch.rank()));
        Tensor members = input.reshape(grouped.toArray());
        Moments moments = Moments.of(members, BatchAxes.others(grouped.rank(), 0, split));
        return affine.ofNormalized(members, moments, epsilon, weights, BatchAxes.kept(grouped, split, split + 1))
                .reshape(batch.toArray());
    }
}
