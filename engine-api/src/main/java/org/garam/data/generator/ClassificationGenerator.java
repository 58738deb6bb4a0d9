package org.garam.data.generator;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.garam.data.random.RandomState;

/**
 * Makes classes of normally distributed clusters around the corners of a hypercube in the space of the informative
 * features. Other features are linear combinations of those (redundant), copies (repeated) or noise. The construction
 * is scikit-learn's, after I. Guyon, "Design of experiments for the NIPS 2003 variable selection benchmark". Immutable;
 * each method returns a generator with one thing changed.
 *
 * @see Generators#makeClassification
 */
public final class ClassificationGenerator {

    final int samples;
    final int features;
    int informative = 2;
    int redundant = 2;
    int repeated;
    int classes = 2;
    int clustersPerClass = 2;
    double[] weights;
    double flipY = 0.01;
    double classSep = 1;
    boolean hypercube = true;
    OptionalDouble shift = OptionalDouble.of(0);
    OptionalDouble scale = OptionalDouble.of(1);
    boolean shuffle = true;
    private OptionalLong seed = OptionalLong.empty();

    ClassificationGenerator(int samples, int features) {
        Checks.requireAtLeast(1, "makeClassification: samples", samples);
        Checks.requireAtLeast(1, "makeClassification: features", features);
        this.samples = samples;
        this.features = features;
    }

    private ClassificationGenerator copy() {
        var copy = new ClassificationGenerator(samples, features);
        copy.informative = informative;
        copy.redundant = redundant;
        copy.repeated = repeated;
        copy.classes = classes;
        copy.clustersPerClass = clustersPerClass;
        copy.weights = weights;
        copy.flipY = flipY;
        copy.classSep = classSep;
        copy.hypercube = hypercube;
        copy.shift = shift;
        copy.scale = scale;
        copy.shuffle = shuffle;
        copy.seed = seed;
        return copy;
    }

    /** {@return a generator of so many features that tell the class; 2 by default} */
    public ClassificationGenerator informative(int number) {
        Checks.requireAtLeast(1, "makeClassification: informative", number);
        var changed = copy();
        changed.informative = number;
        return changed;
    }

    /** {@return a generator of so many features that are linear combinations of informative ones; 2 by default} */
    public ClassificationGenerator redundant(int number) {
        Checks.requireAtLeast(0, "makeClassification: redundant", number);
        var changed = copy();
        changed.redundant = number;
        return changed;
    }

    /** {@return a generator of so many features that are copies of informative or redundant ones; 0 by default} */
    public ClassificationGenerator repeated(int number) {
        Checks.requireAtLeast(0, "makeClassification: repeated", number);
        var changed = copy();
        changed.repeated = number;
        return changed;
    }

    /** {@return a generator of so many classes; 2 by default} */
    public ClassificationGenerator classes(int number) {
        Checks.requireAtLeast(1, "makeClassification: classes", number);
        var changed = copy();
        changed.classes = number;
        return changed;
    }

    /** {@return a generator of so many clusters in each class; 2 by default} */
    public ClassificationGenerator clustersPerClass(int number) {
        Checks.requireAtLeast(1, "makeClassification: clustersPerClass", number);
        var changed = copy();
        changed.clustersPerClass = number;
        return changed;
    }

    /**
     * {@return a generator that gives the classes these shares of the samples; equal ones by default} The last class's
     * may be left out: it gets the rest.
     */
    public ClassificationGenerator weights(double... shares) {
        Checks.require(shares != null && shares.length > 0 && Arrays.stream(shares).allMatch(share -> share >= 0)
                && Arrays.stream(shares).sum() <= 1 + 1e-9, () -> "makeClassification: weights are "
                + Arrays.toString(shares) + "; give the share of each class, 0 or more, at most 1 together");
        var changed = copy();
        changed.weights = shares.clone();
        return changed;
    }

    /** {@return a generator that gives this share of the samples a random class; 0.01 by default} */
    public ClassificationGenerator flipY(double share) {
        Checks.requireShare("makeClassification: flipY", share);
        var changed = copy();
        changed.flipY = share;
        return changed;
    }

    /** {@return a generator of a hypercube with sides of twice this length; 1 by default} */
    public ClassificationGenerator classSep(double length) {
        Checks.require(length > 0 && Double.isFinite(length), () -> "makeClassification: classSep is " + length
                + "; give a finite number, more than 0");
        var changed = copy();
        changed.classSep = length;
        return changed;
    }

    /** {@return a generator of clusters at the corners of a hypercube (default) or of a random polytope} */
    public ClassificationGenerator hypercube(boolean regular) {
        var changed = copy();
        changed.hypercube = regular;
        return changed;
    }

    /** {@return a generator that adds this to each feature; 0 by default} */
    public ClassificationGenerator shift(double value) {
        Checks.requireFinite("makeClassification: shift", value);
        var changed = copy();
        changed.shift = OptionalDouble.of(value);
        return changed;
    }

    /** {@return a generator that adds to each feature a random number from -classSep to classSep} */
    public ClassificationGenerator randomShift() {
        var changed = copy();
        changed.shift = OptionalDouble.empty();
        return changed;
    }

    /** {@return a generator that multiplies each feature, once shifted, with this; 1 by default} */
    public ClassificationGenerator scale(double factor) {
        Checks.require(factor > 0 && Double.isFinite(factor), () -> "makeClassification: scale is " + factor
                + "; give a finite number, more than 0");
        var changed = copy();
        changed.scale = OptionalDouble.of(factor);
        return changed;
    }

    /** {@return a generator that multiplies each feature, once shifted, with a random number from 1 to 101} */
    public ClassificationGenerator randomScale() {
        var changed = copy();
        changed.scale = OptionalDouble.empty();
        return changed;
    }

    /**
     * {@return a generator that mixes samples and features (default), or leaves informative features first, then
     * redundant, repeated and useless ones}
     */
    public ClassificationGenerator shuffle(boolean shuffled) {
        var changed = copy();
        changed.shuffle = shuffled;
        return changed;
    }

    /** {@return a generator of the numbers that belong to this seed, 0 to 2^32 - 1; random by default} */
    public ClassificationGenerator seed(long value) {
        RandomState.requireSeed(value);
        var changed = copy();
        changed.seed = OptionalLong.of(value);
        return changed;
    }

    /**
     * {@return the samples; the same ones at each call if there is a seed}
     *
     * @throws IllegalArgumentException if the features do not suffice for the classes, or weights and classes differ
     *                                  in number
     */
    public GeneratedClasses generate() {
        var used = (long) informative + redundant + repeated;
        Checks.require(used <= features, () -> "makeClassification: " + informative + " informative, " + redundant
                + " redundant and " + repeated + " repeated features are more than the " + features
                + " features there are; give more features, or fewer of these");
        var clusters = (long) classes * clustersPerClass;
        Checks.require(informative > 31 || clusters <= 1L << informative, () -> "makeClassification: " + classes
                + " classes of " + clustersPerClass + " clusters need a corner each, but a hypercube of " + informative
                + " informative features has " + (1L << informative) + "; give more informative features");
        Checks.require(weights == null || weights.length == classes || weights.length == classes - 1,
                () -> "makeClassification: there are " + weights.length + " weights for " + classes
                        + " classes; give one for each, or leave out the last");
        return new ClusterConstruction(this,
                seed.isPresent() ? new RandomState(seed.getAsLong()) : new RandomState()).generate();
    }
}
