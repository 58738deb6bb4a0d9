package org.garam.data.generator;

import java.util.Arrays;
import java.util.HashSet;
import org.garam.data.random.RandomState;

/** One run of a {@link ClassificationGenerator}: scikit-learn's draws in scikit-learn's order. */
final class ClusterConstruction {

    /** More dimensions than these do not fit NumPy's integers of 32 bits: the others are drawn bit by bit. */
    private static final int COUNTED_DIMENSIONS = 30;

    private final ClassificationGenerator options;
    private final RandomState random;
    private final int clusters;

    ClusterConstruction(ClassificationGenerator options, RandomState random) {
        this.options = options;
        this.random = random;
        clusters = Math.multiplyExact(options.classes, options.clustersPerClass);
    }

    GeneratedClasses generate() {
        var sizes = clusterSizes();
        var centers = centers();
        var x = new double[options.samples][options.features];
        var y = new int[options.samples];
        for (var row : x) {
            for (var feature = 0; feature < options.informative; feature++) {
                row[feature] = random.standardNormal();
            }
        }
        var start = 0;
        for (var cluster = 0; cluster < clusters; cluster++) {
            Arrays.fill(y, start, start + sizes[cluster], cluster % options.classes);
            correlate(Arrays.copyOfRange(x, start, start + sizes[cluster]), centers[cluster]);
            start += sizes[cluster];
        }
        addOtherFeatures(x);
        flip(y);
        shiftAndScale(x);
        if (!options.shuffle) {
            return new GeneratedClasses(x, y, options.classes);
        }
        var mixed = Shuffled.of(x, y, random);
        Matrices.permuteColumns(mixed.x(), random.permutation(options.features));
        return new GeneratedClasses(mixed.x(), mixed.y(), options.classes);
    }

    private int[] clusterSizes() {
        var sizes = new int[clusters];
        Arrays.setAll(sizes, cluster ->
                (int) (options.samples * share(cluster % options.classes) / options.clustersPerClass));
        var rest = options.samples - Arrays.stream(sizes).sum();
        for (var i = 0; i < rest; i++) {
            sizes[i % clusters]++;
        }
        return sizes;
    }

    private double share(int label) {
        if (options.weights == null) {
            return 1.0 / options.classes;
        }
        return label < options.weights.length ? options.weights[label] : 1 - Arrays.stream(options.weights).sum();
    }

    private double[][] centers() {
        var centers = corners(clusters, options.informative);
        for (var center : centers) {
            Arrays.setAll(center, i -> center[i] * 2 * options.classSep - options.classSep);
        }
        if (!options.hypercube) {
            for (var center : centers) {
                var factor = random.randomSample();
                Arrays.setAll(center, i -> center[i] * factor);
            }
            var factors = random.uniform(0, 1, 1, options.informative)[0];
            for (var center : centers) {
                Arrays.setAll(center, i -> center[i] * factors[i]);
            }
        }
        return centers;
    }

    /** Different corners of the unit cube. */
    private double[][] corners(int count, int dimensions) {
        var corners = new double[count][dimensions];
        var drawn = Math.max(0, dimensions - COUNTED_DIMENSIONS);
        for (var corner : corners) {
            for (var i = 0; i < drawn; i++) {
                corner[i] = random.randint(0, 2);
            }
        }
        var counted = dimensions - drawn;
        var numbers = distinct(1 << counted, count);
        for (var i = 0; i < count; i++) {
            for (var bit = 0; bit < counted; bit++) {
                corners[i][dimensions - 1 - bit] = numbers[i] >>> bit & 1;
            }
        }
        return corners;
    }

    /** As scikit-learn's {@code sample_without_replacement}: which draws are made depends on the share drawn. */
    private int[] distinct(int population, int count) {
        var share = (double) count / population;
        if (share > 0.01 && share < 0.99) {
            return Arrays.copyOf(random.permutation(population), count);
        }
        return share < 0.2 ? tracked(population, count) : reservoir(population, count);
    }

    private int[] tracked(int population, int count) {
        var chosen = new int[count];
        var known = new HashSet<Integer>();
        for (var i = 0; i < count; i++) {
            do {
                chosen[i] = (int) random.randint(0, population);
            } while (!known.add(chosen[i]));
        }
        return chosen;
    }

    private int[] reservoir(int population, int count) {
        var chosen = new int[count];
        Arrays.setAll(chosen, i -> i);
        for (var i = count; i < population; i++) {
            var place = (int) random.randint(0, i + 1L);
            if (place < count) {
                chosen[place] = i;
            }
        }
        return chosen;
    }

    private void correlate(double[][] cluster, double[] center) {
        var mixing = mixing(options.informative);
        var mixed = Matrices.product(cluster, mixing, options.informative);
        for (var row = 0; row < cluster.length; row++) {
            for (var feature = 0; feature < options.informative; feature++) {
                cluster[row][feature] = mixed[row][feature] + center[feature];
            }
        }
    }

    /** A matrix of numbers from -1 to 1 with a row for each informative feature. */
    private double[][] mixing(int columns) {
        var mixing = random.uniform(0, 1, options.informative, columns);
        for (var row : mixing) {
            Arrays.setAll(row, i -> 2 * row[i] - 1);
        }
        return mixing;
    }

    private void addOtherFeatures(double[][] x) {
        if (options.redundant > 0) {
            var combined = Matrices.product(x, mixing(options.redundant), options.redundant);
            for (var row = 0; row < x.length; row++) {
                System.arraycopy(combined[row], 0, x[row], options.informative, options.redundant);
            }
        }
        var telling = options.informative + options.redundant;
        for (var i = 0; i < options.repeated; i++) {
            var original = (int) ((telling - 1) * random.randomSample() + 0.5);
            for (var row : x) {
                row[telling + i] = row[original];
            }
        }
        for (var row : x) {
            for (var feature = telling + options.repeated; feature < options.features; feature++) {
                row[feature] = random.standardNormal();
            }
        }
    }

    private void flip(int[] y) {
        var flipped = new boolean[y.length];
        for (var i = 0; i < y.length; i++) {
            flipped[i] = random.randomSample() < options.flipY;
        }
        for (var i = 0; i < y.length; i++) {
            if (flipped[i]) {
                y[i] = (int) random.randint(0, options.classes);
            }
        }
    }

    private void shiftAndScale(double[][] x) {
        var shifts = new double[options.features];
        Arrays.setAll(shifts, feature ->
                options.shift.orElseGet(() -> (2 * random.randomSample() - 1) * options.classSep));
        var scales = new double[options.features];
        Arrays.setAll(scales, feature -> options.scale.orElseGet(() -> 1 + 100 * random.randomSample()));
        for (var row : x) {
            Arrays.setAll(row, feature -> (row[feature] + shifts[feature]) * scales[feature]);
        }
    }
}
