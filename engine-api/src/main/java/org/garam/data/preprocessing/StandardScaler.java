package org.garam.data.preprocessing;

import java.util.Arrays;
import org.garam.data.Dataset;

/**
 * Brings each column to mean 0 and standard deviation 1: {@code (x - mean) / scale}, as scikit-learn's scaler of that
 * name. Mean and standard deviation (of the population: the divisor is n) are found in double precision by the corrected
 * two-pass method of T. Chan, G. Golub and R. LeVeque (The American Statistician 37, 1983); a column that does not vary
 * is only centered. NaN counts as missing: it is left out of the statistics and stays.
 *
 * {@snippet :
 * var scaler = new StandardScaler();
 * double[][] xTrain = scaler.fitTransform(data.xTrain());
 * double[][] xTest = scaler.transform(data.xTest());
 * Dataset scaled = dataset.mapFeatures(scaler::transform);
 * }
 *
 * <p>Data are {@code double[][]}, {@code float[][]} or a floating-point tensor [rows, columns], and come back in that
 * form. As in scikit-learn, {@code fit} changes the scaler; it is for one thread until it is fitted.
 */
public final class StandardScaler {

    private static final String NAME = "StandardScaler";
    private static final double EPSILON = Math.ulp(1.0);

    private final boolean withMean;
    private final boolean withStd;
    private long[] counts;
    private double[] mean;
    private double[] variance;
    private double[] scale;

    /** A scaler that centers and scales. */
    public StandardScaler() {
        this(true, true);
    }

    /**
     * A scaler.
     *
     * @param withMean whether it brings means to 0
     * @param withStd  whether it brings standard deviations to 1
     */
    public StandardScaler(boolean withMean, boolean withStd) {
        this.withMean = withMean;
        this.withStd = withStd;
    }

    /**
     * Finds mean and scale of each column.
     *
     * @return this scaler
     */
    public StandardScaler fit(Object data) {
        Scaled.matrix(NAME, data);
        forget();
        return partialFit(data);
    }

    /**
     * Finds mean and scale of each feature in one pass over samples or batches of them, however many there are.
     *
     * @return this scaler
     */
    public StandardScaler fit(Dataset dataset) {
        if (dataset == null) {
            throw new IllegalArgumentException(NAME + ": the dataset is null; give one, or an array");
        }
        forget();
        dataset.forEach(element -> partialFit(element.features()));
        if (counts == null) {
            throw new IllegalArgumentException(NAME + ": the dataset is empty; fit to at least one row");
        }
        return this;
    }

    private void forget() {
        counts = null;
    }

    /**
     * Takes further rows into mean and scale.
     *
     * @return this scaler
     */
    public StandardScaler partialFit(Object data) {
        var matrix = Scaled.matrix(NAME, data);
        var columns = matrix.shape().size(1);
        if (matrix.shape().size(0) == 0 || counts != null && counts.length != columns) {
            throw new IllegalArgumentException(NAME + ": received " + matrix.type() + "; fit to at least one row"
                    + (counts == null ? "" : " of " + counts.length + " columns, as before"));
        }
        if (counts == null) {
            counts = new long[columns];
            mean = new double[columns];
            variance = new double[columns];
            scale = new double[columns];
        }
        var values = matrix.toDoubles();
        for (var column = 0; column < columns; column++) {
            take(values, column);
            scale[column] = isConstant(column) ? 1 : Math.sqrt(variance[column]);
        }
        return this;
    }

    private void take(double[] values, int column) {
        var columns = counts.length;
        var count = 0L;
        var sum = 0.0;
        for (var i = column; i < values.length; i += columns) {
            if (!Double.isNaN(values[i])) {
                sum += values[i];
                count++;
            }
        }
        if (count == 0) {
            return;
        }
        var center = sum / count;
        var rest = 0.0;
        var squares = 0.0;
        for (var i = column; i < values.length; i += columns) {
            if (!Double.isNaN(values[i])) {
                var difference = values[i] - center;
                rest += difference;
                squares += difference * difference;
            }
        }
        squares -= rest * rest / count;
        merge(column, count, sum, squares);
    }

    /** Joins sums of squares around two means, of the rows before and of further rows. */
    private void merge(int column, long count, double sum, double squares) {
        var before = counts[column];
        var total = before + count;
        var sumBefore = mean[column] * before;
        var joined = squares;
        if (before > 0) {
            var ratio = (double) before / count;
            var distance = sumBefore / ratio - sum;
            joined += variance[column] * before + ratio / total * distance * distance;
        }
        mean[column] = (sumBefore + sum) / total;
        variance[column] = joined / total;
        counts[column] = total;
    }

    // What rounding errors alone may make of a constant, by the error bound of the two-pass method.
    private boolean isConstant(int column) {
        var error = counts[column] * mean[column] * EPSILON;
        return variance[column] <= counts[column] * EPSILON * variance[column] + error * error;
    }

    /** {@return the data, scaled} */
    public <T> T transform(T data) {
        requireFitted();
        return Scaled.map(NAME, data, counts.length, (value, column, dtype) -> {
            var centered = withMean ? dtype.round(value - mean[column]) : value;
            return withStd ? centered / scale[column] : centered;
        });
    }

    /** {@return the data, scaled by what {@link #fit(Object)} finds in them} */
    public <T> T fitTransform(T data) {
        return fit(data).transform(data);
    }

    /** {@return the data as they were before they were scaled} */
    public <T> T inverseTransform(T data) {
        requireFitted();
        return Scaled.map(NAME, data, counts.length, (value, column, dtype) -> {
            var spread = withStd ? dtype.round(value * scale[column]) : value;
            return withMean ? spread + mean[column] : spread;
        });
    }

    /** {@return the mean of each column} */
    public double[] mean() {
        requireFitted();
        return mean.clone();
    }

    /** {@return the variance of each column, of the population} */
    public double[] variance() {
        requireFitted();
        return variance.clone();
    }

    /** {@return what each column is divided by: its standard deviation, 1 if it does not vary} */
    public double[] scale() {
        requireFitted();
        return scale.clone();
    }

    private void requireFitted() {
        if (counts == null) {
            throw new IllegalStateException(NAME + " has seen no data yet; call fit with the training data first");
        }
    }

    /** {@return for example {@code StandardScaler(mean [1.0, 2.0], scale [1.0, 0.5])}} */
    @Override
    public String toString() {
        return counts == null ? NAME + "(not fitted)"
                : NAME + "(mean " + Arrays.toString(mean) + ", scale " + Arrays.toString(scale) + ")";
    }
}
