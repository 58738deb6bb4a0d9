package org.garam.data.preprocessing;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.garam.data.random.RandomState;

/**
 * Splits rows at random into those to train on and those to test with: scikit-learn's {@code train_test_split}, with
 * its defaults and, from the same seed, its rows. Immutable; each method returns a splitter with one thing changed.
 *
 * {@snippet :
 * var data = trainTestSplit(x, y, 0.2, 123);
 * var same = new TrainTestSplit().testSize(0.2).seed(123).split(x, y);
 * model.fit(data.xTrain(), data.yTrain());
 *
 * SplitRows rows = new TrainTestSplit().testSize(1000).stratify(y).split(y.length);
 * double[][] xTrain = rows.train(x);
 * }
 */
public final class TrainTestSplit {

    private static final double DEFAULT_TEST_SHARE = 0.25;

    /** How many rows: a share of all, a number, or, if neither is there, what the other part leaves. */
    private record Size(OptionalDouble share, OptionalInt number) {

        static final Size REST = new Size(OptionalDouble.empty(), OptionalInt.empty());

        static Size share(String name, double share) {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(name + " is the share " + share
                        + "; give a share between 0 and 1, or a number of rows as an int");
            }
            return new Size(OptionalDouble.of(share), OptionalInt.empty());
        }

        static Size number(String name, int number) {
            if (number < 1) {
                throw new IllegalArgumentException(name + " is " + number + " rows; give 1 row or more, or a share");
            }
            return new Size(OptionalDouble.empty(), OptionalInt.of(number));
        }

        boolean isRest() {
            return equals(REST);
        }
    }

    private Size test = Size.REST;
    private Size train = Size.REST;
    private boolean shuffle = true;
    private List<Comparable<?>> classes = List.of();
    private OptionalLong seed = OptionalLong.empty();

    /** Splits a quarter of the rows off, at random. */
    public TrainTestSplit() {
    }

    /**
     * {@return samples and targets, split as by {@code new TrainTestSplit().testSize(testShare).seed(seed)}}
     *
     * @throws IllegalArgumentException if there are not as many targets as samples
     */
    public static <X, Y> SplitData<X, Y> trainTestSplit(X x, Y y, double testShare, long seed) {
        return new TrainTestSplit().testSize(testShare).seed(seed).split(x, y);
    }

    private TrainTestSplit copy() {
        var copy = new TrainTestSplit();
        copy.test = test;
        copy.train = train;
        copy.shuffle = shuffle;
        copy.classes = classes;
        copy.seed = seed;
        return copy;
    }

    /** {@return a splitter that tests with this share of the rows, rounded up; 0.25 by default} */
    public TrainTestSplit testSize(double share) {
        var changed = copy();
        changed.test = Size.share("testSize", share);
        return changed;
    }

    /** {@return a splitter that tests with so many rows} */
    public TrainTestSplit testSize(int rows) {
        var changed = copy();
        changed.test = Size.number("testSize", rows);
        return changed;
    }

    /** {@return a splitter that trains on this share of the rows, rounded down; by default on all it does not test with} */
    public TrainTestSplit trainSize(double share) {
        var changed = copy();
        changed.train = Size.share("trainSize", share);
        return changed;
    }

    /** {@return a splitter that trains on so many rows} */
    public TrainTestSplit trainSize(int rows) {
        var changed = copy();
        changed.train = Size.number("trainSize", rows);
        return changed;
    }

    /** {@return a splitter that mixes the rows (default), or takes the first ones to train on and the next to test} */
    public TrainTestSplit shuffle(boolean shuffled) {
        var changed = copy();
        changed.shuffle = shuffled;
        return changed;
    }

    /**
     * {@return a splitter that has each class in both parts in the proportion it has in all rows}
     *
     * @param labels the class of each row: an array of numbers or texts, or one row of numbers for each
     */
    public TrainTestSplit stratify(Object labels) {
        Rows.count(labels);
        var changed = copy();
        changed.classes = Rows.keys(labels);
        return changed;
    }

    /** {@return a splitter that takes the rows that belong to this seed, 0 to 2^32 - 1; random ones by default} */
    public TrainTestSplit seed(long value) {
        RandomState.requireSeed(value);
        var changed = copy();
        changed.seed = OptionalLong.of(value);
        return changed;
    }

    /**
     * {@return samples and targets in two parts}
     *
     * @throws IllegalArgumentException if there are not as many targets as samples, or too few for both parts
     */
    public <X, Y> SplitData<X, Y> split(X x, Y y) {
        if (Rows.count(x) != Rows.count(y)) {
            throw new IllegalArgumentException("there are " + Rows.count(x) + " samples but " + Rows.count(y)
                    + " targets; every sample needs exactly one target");
        }
        var rows = split(Rows.count(x));
        return new SplitData<>(rows.train(x), rows.test(x), rows.train(y), rows.test(y));
    }

    /**
     * {@return which of so many rows come into which part}
     *
     * @throws IllegalArgumentException if they are too few for both parts
     */
    public SplitRows split(int rows) {
        var share = test.isRest() && train.isRest() ? Size.share("testSize", DEFAULT_TEST_SHARE) : test;
        var testRows = size("testSize", rows, share, Math.ceil(share.share().orElse(0) * rows));
        var trainRows = size("trainSize", rows, train, Math.floor(train.share().orElse(0) * rows));
        testRows = share.isRest() ? rows - trainRows : testRows;
        trainRows = train.isRest() ? rows - testRows : trainRows;
        if (trainRows < 1 || testRows < 1 || trainRows + testRows > rows) {
            throw new IllegalArgumentException("of " + rows + " rows, " + trainRows + " would be to train on and "
                    + testRows + " to test with; give more rows or other sizes, at least one row for each part and not"
                    + " more than all together");
        }
        if (!classes.isEmpty()) {
            return stratified(rows, trainRows, testRows);
        }
        if (!shuffle) {
            var order = new int[rows];
            Arrays.setAll(order, i -> i);
            return new SplitRows(rows, Arrays.copyOf(order, trainRows),
                    Arrays.copyOfRange(order, trainRows, trainRows + testRows));
        }
        var order = random().permutation(rows);
        return new SplitRows(rows, Arrays.copyOfRange(order, testRows, testRows + trainRows),
                Arrays.copyOf(order, testRows));
    }

    private static int size(String name, int rows, Size size, double rounded) {
        if (size.number().orElse(0) >= rows && size.number().isPresent()) {
            throw new IllegalArgumentException(name + " is " + size.number().getAsInt() + " of " + rows
                    + " rows; give fewer, so that some are left for the other part");
        }
        return size.number().orElse((int) rounded);
    }

    private SplitRows stratified(int rows, int trainRows, int testRows) {
        if (!shuffle) {
            throw new IllegalArgumentException("stratify takes rows at random, but shuffle is off; leave one of them"
                    + " out");
        }
        if (classes.size() != rows) {
            throw new IllegalArgumentException("stratify: there are " + classes.size() + " labels for " + rows
                    + " rows; give one for each");
        }
        return new StratifiedSplit(classes).split(trainRows, testRows, random());
    }

    private RandomState random() {
        return seed.isPresent() ? new RandomState(seed.getAsLong()) : new RandomState();
    }
}
