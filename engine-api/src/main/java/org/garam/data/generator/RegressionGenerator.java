package org.garam.data.generator;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.garam.data.random.RandomState;

/**
 * Makes samples of normally distributed features and a linear function of some of them:
 * {@code y = x · coefficients + bias + noise}, where the coefficients of the informative features are uniform in
 * [0, 100) and the others 0. Immutable; each method returns a generator with one thing changed.
 *
 * @see Generators#makeRegression
 */
public final class RegressionGenerator {

    private final int samples;
    private final int features;
    private int informative = 10;
    private int targets = 1;
    private double bias;
    private OptionalInt effectiveRank = OptionalInt.empty();
    private double tailStrength = 0.5;
    private double noise;
    private boolean shuffle = true;
    private OptionalLong seed = OptionalLong.empty();

    RegressionGenerator(int samples, int features) {
        Checks.requireAtLeast(1, "makeRegression: samples", samples);
        Checks.requireAtLeast(1, "makeRegression: features", features);
        this.samples = samples;
        this.features = features;
    }

    private RegressionGenerator copy() {
        var copy = new RegressionGenerator(samples, features);
        copy.informative = informative;
        copy.targets = targets;
        copy.bias = bias;
        copy.effectiveRank = effectiveRank;
        copy.tailStrength = tailStrength;
        copy.noise = noise;
        copy.shuffle = shuffle;
        copy.seed = seed;
        return copy;
    }

    /** {@return a generator whose targets depend on so many features, 10 by default; on all if there are fewer} */
    public RegressionGenerator informative(int number) {
        Checks.requireAtLeast(0, "makeRegression: informative", number);
        var changed = copy();
        changed.informative = number;
        return changed;
    }

    /** {@return a generator of so many targets for each sample; 1 by default} */
    public RegressionGenerator targets(int number) {
        Checks.requireAtLeast(1, "makeRegression: targets", number);
        var changed = copy();
        changed.targets = number;
        return changed;
    }

    /** {@return a generator that adds this to each target; 0 by default} */
    public RegressionGenerator bias(double value) {
        Checks.requireFinite("makeRegression: bias", value);
        var changed = copy();
        changed.bias = value;
        return changed;
    }

    /**
     * {@return a generator of correlated features, which about so many directions explain; by default features are
     * independent}
     */
    public RegressionGenerator effectiveRank(int directions) {
        Checks.requireAtLeast(1, "makeRegression: effectiveRank", directions);
        var changed = copy();
        changed.effectiveRank = OptionalInt.of(directions);
        return changed;
    }

    /** {@return a generator with this share of noise in the features' singular values, if they are correlated; 0.5} */
    public RegressionGenerator tailStrength(double share) {
        Checks.requireShare("makeRegression: tailStrength", share);
        var changed = copy();
        changed.tailStrength = share;
        return changed;
    }

    /** {@return a generator that adds normal noise of this standard deviation to the targets; 0 by default} */
    public RegressionGenerator noise(double deviation) {
        Checks.requireDeviation("makeRegression: noise", deviation);
        var changed = copy();
        changed.noise = deviation;
        return changed;
    }

    /** {@return a generator that mixes samples and features; true by default} */
    public RegressionGenerator shuffle(boolean shuffled) {
        var changed = copy();
        changed.shuffle = shuffled;
        return changed;
    }

    /** {@return a generator of the numbers that belong to this seed, 0 to 2^32 - 1; random by default} */
    public RegressionGenerator seed(long value) {
        RandomState.requireSeed(value);
        var changed = copy();
        changed.seed = OptionalLong.of(value);
        return changed;
    }

    /** {@return the samples; the same ones at each call if there is a seed} */
    public GeneratedRegression generate() {
        var random = seed.isPresent() ? new RandomState(seed.getAsLong()) : new RandomState();
        var x = effectiveRank.isPresent()
                ? Matrices.lowRank(samples, features, effectiveRank.getAsInt(), tailStrength, random)
                : random.standardNormal(samples, features);
        var coefficients = new double[features][targets];
        for (var feature = 0; feature < Math.min(informative, features); feature++) {
            for (var target = 0; target < targets; target++) {
                coefficients[feature][target] = 100 * random.randomSample();
            }
        }
        var y = Matrices.product(x, coefficients, targets);
        add(y, random);
        if (!shuffle) {
            return new GeneratedRegression(x, y, coefficients);
        }
        var rows = random.permutation(samples);
        var columns = random.permutation(features);
        var shuffled = Matrices.rows(x, rows);
        Matrices.permuteColumns(shuffled, columns);
        return new GeneratedRegression(shuffled, Matrices.rows(y, rows), Matrices.rows(coefficients, columns));
    }

    private void add(double[][] y, RandomState random) {
        for (var row : y) {
            for (var target = 0; target < targets; target++) {
                row[target] += bias;
                if (noise > 0) {
                    row[target] += random.normal(0, noise);
                }
            }
        }
    }
}
