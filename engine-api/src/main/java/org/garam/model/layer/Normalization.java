package org.garam.model.layer;

import static org.garam.runtime.Elementwise.maximum;
import static org.garam.runtime.Elementwise.sqrt;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.garam.argument.Required;
import org.garam.model.initializer.Zeros;
import org.garam.op.ShapeException;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/**
 * {@code (x - mean) / max(sqrt(variance), 1e-7)} with the mean and the variance of data seen before training, so that
 * features of different units become numbers of like size.
 *
 * {@snippet :
 * Normalization normalization = new Normalization().adapt(features);
 * Sequential model = new Sequential(normalization, new Dense(64, "relu"), new Dense(1));
 * }
 *
 * <p>What data were adapted to is kept as weights that are not trained, {@code mean}, {@code variance} and, as in
 * Keras, an unused {@code count}.
 *
 * @param axes the axes along which each place has a mean of its own, counted with the batch axis; the last one, that of
 *     features, by default; empty (None in Keras): one mean for all numbers
 * @param statistics mean and variance, once they are known
 * @param invert whether to undo the normalization instead; not by default
 * @param inputShape the shape of one sample, if it was told or seen
 */
public record Normalization(List<Integer> axes, Optional<Statistics> statistics, boolean invert,
        Optional<Shape> inputShape) implements Layer {
    private static final String NAME = "Normalization";
    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";
    private static final String COUNT = "count";
    /** Keras' epsilon. */
    private static final double SMALLEST_DEVIATION = 1e-7;

    /**
     * Mean and variance of data.
     *
     * @param mean one number for each place along the axes, or one for all
     * @param variance as many, 0 or more
     * @param areWeights whether they are kept as weights of the model
     */
    public record Statistics(List<Double> mean, List<Double> variance, boolean areWeights) {
        public Statistics {
            mean = List.copyOf(Required.each("Normalization", "mean", mean, "a number"));
            variance = List.copyOf(Required.each("Normalization", "variance", variance, "a number"));
            if (mean.isEmpty() || mean.size() != variance.size()) {
                throw new IllegalArgumentException("Normalization takes as many means as variances, received "
                        + mean.size() + " and " + variance.size());
            }
            if (!mean.stream().allMatch(Double::isFinite)
                    || !variance.stream().allMatch(value -> value >= 0 && Double.isFinite(value))) {
                throw new IllegalArgumentException("Normalization takes finite means and variances of 0 or more, received "
                        + mean + " and " + variance);
            }
        }
    }

    public Normalization {
        axes = List.copyOf(axes);
    }

    /** A mean for each feature, the last axis; to be {@linkplain #adapt adapted}. */
    public Normalization() {
        this(List.of(-1), Optional.empty(), false, Optional.empty());
    }

    /** Of a known mean and variance for all features. */
    public Normalization(double mean, double variance) {
        this(new double[] {mean}, new double[] {variance});
    }

    /** Of a known mean and variance for each feature. */
    public Normalization(double[] mean, double[] variance) {
        this(List.of(-1), Optional.of(new Statistics(Required.reals("Normalization", "the mean", mean),
                Required.reals("Normalization", "the variance", variance), false)), false, Optional.empty());
    }

    /** {@return this layer with a mean for each place along {@code chosen}; with one for all numbers if none is given} */
    public Normalization axis(int... chosen) {
        return new Normalization(Required.integers("Normalization", "the array of axes", chosen), statistics, invert,
                inputShape);
    }

    /** {@return this layer undoing what it else does, or not} */
    public Normalization invert(boolean undo) {
        return new Normalization(axes, statistics, undo, inputShape);
    }

    /** {@return this layer told the shape of one sample, for the first layer of a model} */
    public Normalization inputShape(int... sizes) {
        return new Normalization(axes, statistics, invert, Optional.of(Shape.of(sizes)));
    }

    /**
     * {@return a layer like this with the mean and the variance of {@code data}, computed in double precision where the
     * device can} Layers are immutable: this one stays as it is.
     *
     * @param data samples, [n, sample..]: a tensor or a Java array; single numbers are samples of one feature
     * @throws IllegalArgumentException if there are no data, or they hold NaN or infinite numbers
     */
    public Normalization adapt(Object data) {
        try (DeviceScope _ = DeviceScope.open()) {
            Tensor samples = FeatureStatistics.samples(data);
            Shape sample = samples.shape().without(0);
            Statistics seen = FeatureStatistics.of(samples, BatchAxes.of(NAME, axes, sample));
            return new Normalization(axes, Optional.of(seen), invert, Optional.of(sample));
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        Statistics known = statistics.orElseThrow(() -> new ShapeException("Normalization: has no mean and variance yet;"
                + " put the layer that adapt(data) returns into the model, or give them: new Normalization(mean,"
                + " variance)"));
        long places = places(input).count();
        if (known.mean.size() != places && (known.mean.size() != 1 || known.areWeights)) {
            throw new ShapeException("Normalization: has " + known.mean.size() + " means, but samples of shape " + input
                    + " have " + places + " places along the axes " + axes + "; adapt it to such samples");
        }
        return input;
    }

    /** The sizes along the axes that have means of their own. */
    private Shape places(Shape input) {
        return Shape.of(Arrays.stream(BatchAxes.of(NAME, axes, input)).map(axis -> input.size(axis - 1)).toArray());
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Statistics known = statistics.orElseThrow();
        if (!known.areWeights) {
            return List.of();
        }
        Shape places = places(input);
        return List.of(new WeightSpec(MEAN, places, (_, _) -> unboxed(known.mean), false),
                new WeightSpec(VARIANCE, places, (_, _) -> unboxed(known.variance), false),
                new WeightSpec(COUNT, Shape.SCALAR, new Zeros(), false));
    }

    private static double[] unboxed(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public boolean autocasts() {
        return false;
    }

    @Override
    public Tensor call(Tensor input, Weights weights, Phase phase) {
        Statistics known = statistics.orElseThrow();
        Shape batch = input.shape();
        int[] sizes = BatchAxes.kept(batch, BatchAxes.of(NAME, axes, batch.without(0)));
        Tensor mean = known.areWeights ? weights.get(MEAN) : constant(known.mean, input.dtype());
        Tensor variance = known.areWeights ? weights.get(VARIANCE) : constant(known.variance, input.dtype());
        int[] given = known.mean.size() == 1 ? new int[] {1} : sizes;
        Tensor deviation = maximum(sqrt(variance.reshape(given)), SMALLEST_DEVIATION);
        return invert ? input.mul(deviation).add(mean.reshape(given)) : input.sub(mean.reshape(given)).div(deviation);
    }

    /** It has to live as long as the programs made of it. */
    private static Tensor constant(List<Double> values, DType dtype) {
        return DeviceScope.outside(() -> Tensor.of(unboxed(values), dtype));
    }
}
