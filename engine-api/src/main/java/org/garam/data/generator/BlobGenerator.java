package org.garam.data.generator;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.garam.data.random.RandomState;

/**
 * Makes clouds of points, each normally distributed around its center. Immutable; each method returns a generator with
 * one thing changed.
 *
 * @see Generators#makeBlobs
 */
public final class BlobGenerator {

    private final int samples;
    private final int features;
    private int[] samplesPerCenter;
    private int centerCount = 3;
    private double[][] centers;
    private double[] deviations = {1};
    private double lowest = -10;
    private double highest = 10;
    private boolean shuffle = true;
    private OptionalLong seed = OptionalLong.empty();

    BlobGenerator(int samples, int features) {
        Checks.requireAtLeast(1, "makeBlobs: samples", samples);
        Checks.requireAtLeast(1, "makeBlobs: features", features);
        this.samples = samples;
        this.features = features;
    }

    private BlobGenerator copy() {
        var copy = new BlobGenerator(samples, features);
        copy.samplesPerCenter = samplesPerCenter;
        copy.centerCount = centerCount;
        copy.centers = centers;
        copy.deviations = deviations;
        copy.lowest = lowest;
        copy.highest = highest;
        copy.shuffle = shuffle;
        copy.seed = seed;
        return copy;
    }

    /** {@return a generator of so many clouds at random places; 3 by default} */
    public BlobGenerator centers(int number) {
        Checks.requireAtLeast(1, "makeBlobs: centers", number);
        var changed = copy();
        changed.centers = null;
        changed.centerCount = number;
        return changed;
    }

    /** {@return a generator of clouds around these points, [centers, features]} */
    public BlobGenerator centers(double[][] points) {
        Checks.require(points != null && points.length > 0, () -> "makeBlobs: there are no centers; give one or more");
        for (var point : points) {
            Checks.require(point != null && point.length == features
                    && Arrays.stream(point).allMatch(Double::isFinite), () -> "makeBlobs: a center is "
                    + Arrays.toString(point) + "; give " + features + " finite numbers, one for each feature");
        }
        var changed = copy();
        changed.centers = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        changed.centerCount = points.length;
        return changed;
    }

    /**
     * {@return a generator of so many points around each center, instead of equally many}
     *
     * @throws IllegalArgumentException if they are not as many as the samples together
     */
    public BlobGenerator samplesPerCenter(int... numbers) {
        Checks.require(numbers != null && numbers.length > 0 && Arrays.stream(numbers).allMatch(n -> n >= 0)
                && Arrays.stream(numbers).asLongStream().sum() == samples, () -> "makeBlobs: samples per center are "
                + Arrays.toString(numbers) + "; give numbers, 0 or more, that are " + samples + " together");
        var changed = copy();
        changed.samplesPerCenter = numbers.clone();
        if (centers == null) {
            changed.centerCount = numbers.length;
        }
        return changed;
    }

    /** {@return a generator with this standard deviation of every cloud, or one for each; 1 by default} */
    public BlobGenerator clusterStd(double... standardDeviations) {
        Checks.require(standardDeviations != null && standardDeviations.length > 0,
                () -> "makeBlobs: there is no clusterStd; give one, or one for each center");
        for (var deviation : standardDeviations) {
            Checks.requireDeviation("makeBlobs: clusterStd", deviation);
        }
        var changed = copy();
        changed.deviations = standardDeviations.clone();
        return changed;
    }

    /** {@return a generator that draws each coordinate of a random center from here; -10 to 10 by default} */
    public BlobGenerator centerBox(double low, double high) {
        Checks.require(low <= high && Double.isFinite(high - low), () -> "makeBlobs: centerBox is " + low + " to "
                + high + "; give finite numbers, the lower one first");
        var changed = copy();
        changed.lowest = low;
        changed.highest = high;
        return changed;
    }

    /** {@return a generator that mixes the points; true by default} */
    public BlobGenerator shuffle(boolean shuffled) {
        var changed = copy();
        changed.shuffle = shuffled;
        return changed;
    }

    /** {@return a generator of the numbers that belong to this seed, 0 to 2^32 - 1; random by default} */
    public BlobGenerator seed(long value) {
        RandomState.requireSeed(value);
        var changed = copy();
        changed.seed = OptionalLong.of(value);
        return changed;
    }

    /**
     * {@return the points; the same ones at each call if there is a seed}
     *
     * @throws IllegalArgumentException if centers, samples per center and standard deviations differ in number
     */
    public GeneratedBlobs generate() {
        var counts = Objects.requireNonNullElseGet(samplesPerCenter, this::equalShares);
        Checks.require(counts.length == centerCount, () -> "makeBlobs: there are " + counts.length
                + " samples per center for " + centerCount + " centers; give one number for each");
        Checks.require(deviations.length == 1 || deviations.length == centerCount, () -> "makeBlobs: there are "
                + deviations.length + " of clusterStd for " + centerCount + " centers; give one, or one for each");
        var random = seed.isPresent() ? new RandomState(seed.getAsLong()) : new RandomState();
        var places = centers == null ? random.uniform(lowest, highest, centerCount, features)
                : Arrays.stream(centers).map(double[]::clone).toArray(double[][]::new);
        var x = new double[samples][features];
        var y = new int[samples];
        var next = 0;
        for (var center = 0; center < centerCount; center++) {
            var deviation = deviations[deviations.length == 1 ? 0 : center];
            for (var end = next + counts[center]; next < end; next++) {
                y[next] = center;
                for (var feature = 0; feature < features; feature++) {
                    x[next][feature] = random.normal(places[center][feature], deviation);
                }
            }
        }
        var points = shuffle ? Shuffled.of(x, y, random) : new Shuffled(x, y);
        return new GeneratedBlobs(points.x(), points.y(), places);
    }

    private int[] equalShares() {
        return IntStream.range(0, centerCount)
                .map(center -> samples / centerCount + (center < samples % centerCount ? 1 : 0)).toArray();
    }
}
