package org.garam.data.generator;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.garam.data.random.RandomState;

/**
 * Makes points on two curves in the plane, one for each class: two half moons or two circles. Immutable; each method
 * returns a generator with one thing changed.
 *
 * @see Generators#makeMoons
 * @see Generators#makeCircles
 */
public final class PlaneGenerator {

    /** A curve: the point at an angle in radians. */
    private interface Curve {
        double[] at(double angle);
    }

    private final String name;
    private final Curve outer;
    private final Curve inner;
    private final double length;
    private final boolean closed;
    private final int outerSamples;
    private final int innerSamples;
    private OptionalDouble noise = OptionalDouble.empty();
    private boolean shuffle = true;
    private OptionalLong seed = OptionalLong.empty();

    private PlaneGenerator(String name, Curve outer, Curve inner, double length, boolean closed, int outerSamples,
            int innerSamples) {
        Checks.requireAtLeast(0, name + ": samples", outerSamples);
        Checks.requireAtLeast(0, name + ": samples", innerSamples);
        this.name = name;
        this.outer = outer;
        this.inner = inner;
        this.length = length;
        this.closed = closed;
        this.outerSamples = outerSamples;
        this.innerSamples = innerSamples;
    }

    static PlaneGenerator moons(int samples) {
        return new PlaneGenerator("makeMoons", angle -> new double[] {Math.cos(angle), Math.sin(angle)},
                angle -> new double[] {1 - Math.cos(angle), 1 - Math.sin(angle) - 0.5}, Math.PI, false, samples / 2,
                samples - samples / 2);
    }

    static PlaneGenerator circles(int samples, double factor) {
        Checks.require(factor >= 0 && factor < 1, () -> "makeCircles: factor is " + factor
                + "; give 0 (included) to 1 (excluded), the size of the inner circle");
        return new PlaneGenerator("makeCircles", angle -> new double[] {Math.cos(angle), Math.sin(angle)},
                angle -> new double[] {Math.cos(angle) * factor, Math.sin(angle) * factor}, 2 * Math.PI, true,
                samples / 2, samples - samples / 2);
    }

    private PlaneGenerator copy(int outerCount, int innerCount) {
        var copy = new PlaneGenerator(name, outer, inner, length, closed, outerCount, innerCount);
        copy.noise = noise;
        copy.shuffle = shuffle;
        copy.seed = seed;
        return copy;
    }

    private PlaneGenerator copy() {
        return copy(outerSamples, innerSamples);
    }

    /** {@return a generator of so many points of class 0 and of class 1; by default half of them each} */
    public PlaneGenerator samples(int ofOuter, int ofInner) {
        return copy(ofOuter, ofInner);
    }

    /** {@return a generator that adds normal noise of this standard deviation; none by default} */
    public PlaneGenerator noise(double deviation) {
        Checks.requireDeviation(name + ": noise", deviation);
        var changed = copy();
        changed.noise = OptionalDouble.of(deviation);
        return changed;
    }

    /** {@return a generator that mixes the points; true by default} */
    public PlaneGenerator shuffle(boolean shuffled) {
        var changed = copy();
        changed.shuffle = shuffled;
        return changed;
    }

    /** {@return a generator of the numbers that belong to this seed, 0 to 2^32 - 1; random by default} */
    public PlaneGenerator seed(long value) {
        RandomState.requireSeed(value);
        var changed = copy();
        changed.seed = OptionalLong.of(value);
        return changed;
    }

    /** {@return the points; the same ones at each call if there is a seed} */
    public GeneratedClasses generate() {
        var random = seed.isPresent() ? new RandomState(seed.getAsLong()) : new RandomState();
        var x = new double[outerSamples + innerSamples][];
        var y = new int[x.length];
        for (var i = 0; i < x.length; i++) {
            y[i] = i < outerSamples ? 0 : 1;
            x[i] = y[i] == 0 ? outer.at(angle(i, outerSamples)) : inner.at(angle(i - outerSamples, innerSamples));
        }
        var points = shuffle ? Shuffled.of(x, y, random) : new Shuffled(x, y);
        if (noise.isPresent()) {
            for (var point : points.x()) {
                point[0] += random.normal(0, noise.getAsDouble());
                point[1] += random.normal(0, noise.getAsDouble());
            }
        }
        return new GeneratedClasses(points.x(), points.y(), 2);
    }

    // As numpy.linspace: the last point of an open curve is its end exactly.
    private double angle(int i, int count) {
        var steps = closed ? count : count - 1;
        return !closed && i == steps && i > 0 ? length : i * (length / Math.max(steps, 1));
    }
}
