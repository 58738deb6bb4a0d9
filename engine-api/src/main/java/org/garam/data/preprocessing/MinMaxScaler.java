package org.garam.data.preprocessing;

import java.util.Arrays;
import org.garam.data.Dataset;

/**
 * Brings each column to a range, 0 to 1 by default: {@code x * scale + min}, where {@code scale = (high - low) / (largest -
 * smallest)} and {@code min = low - smallest * scale}, as scikit-learn's scaler of that name. A column that does not vary
 * becomes {@code low}. NaN counts as missing: it is left out of the statistics and stays.
 *
 * <p>Data are {@code double[][]}, {@code float[][]} or a floating-point tensor [rows, columns], and come back in that
 * form. As in scikit-learn, {@code fit} changes the scaler; it is for one thread until it is fitted.
 */
public final class MinMaxScaler {

    private static final String NAME = "MinMaxScaler";
    private static final double LEAST_RANGE = 10 * Math.ulp(1.0);

    private final double low;
    private final double high;
    private final boolean clip;
    private double[] smallest;
    private double[] largest;

    /** A scaler to the range 0 to 1. */
    public MinMaxScaler() {
        this(0, 1);
    }

    /** A scaler to the range {@code low} to {@code high}. */
    public MinMaxScaler(double low, double high) {
        this(low, high, false);
    }

    /**
     * A scaler to the range {@code low} to {@code high}.
     *
     * @param clip whether values outside of the range of the fitted data are brought to its ends
     */
    public MinMaxScaler(double low, double high, boolean clip) {
        if (!(low < high) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException(NAME + ": the range is " + low + " to " + high
                    + "; give finite numbers, the lower one first");
        }
        this.low = low;
        this.high = high;
        this.clip = clip;
    }

    /**
     * Finds the smallest and the largest value of each column.
     *
     * @return this scaler
     */
    public MinMaxScaler fit(Object data) {
        Scaled.matrix(NAME, data);
        smallest = null;
        return partialFit(data);
    }

    /**
     * Finds the range of each feature in one pass over samples or batches of them, however many there are.
     *
     * @return this scaler
     */
    public MinMaxScaler fit(Dataset dataset) {
        if (dataset == null) {
            throw new IllegalArgumentException(NAME + ": the dataset is null; give one, or an array");
        }
        smallest = null;
        dataset.forEach(element -> partialFit(element.features()));
        if (smallest == null) {
            throw new IllegalArgumentException(NAME + ": the dataset is empty; fit to at least one row");
        }
        return this;
    }

    /**
     * Takes further rows into the ranges.
     *
     * @return this scaler
     */
    public MinMaxScaler partialFit(Object data) {
        var matrix = Scaled.matrix(NAME, data);
        var columns = matrix.shape().size(1);
        if (matrix.shape().size(0) == 0 || smallest != null && smallest.length != columns) {
            throw new IllegalArgumentException(NAME + ": received " + matrix.type() + "; fit to at least one row"
                    + (smallest == null ? "" : " of " + smallest.length + " columns, as before"));
        }
        if (smallest == null) {
            smallest = new double[columns];
            largest = new double[columns];
            Arrays.fill(smallest, Double.NaN);
            Arrays.fill(largest, Double.NaN);
        }
        for (var i = 0; i < matrix.shape().count(); i++) {
            var value = matrix.get(i);
            var column = i % columns;
            if (!(smallest[column] <= value) && !Double.isNaN(value)) {
                smallest[column] = value;
            }
            if (!(largest[column] >= value) && !Double.isNaN(value)) {
                largest[column] = value;
            }
        }
        return this;
    }

    /** {@return the data, scaled} */
    public <T> T transform(T data) {
        var scale = scale();
        var min = min();
        return Scaled.map(NAME, data, scale.length, (value, column, dtype) -> {
            var scaled = dtype.round(value * scale[column]) + min[column];
            return clip ? Math.clamp(scaled, low, high) : scaled;
        });
    }

    /** {@return the data, scaled by what {@link #fit(Object)} finds in them} */
    public <T> T fitTransform(T data) {
        return fit(data).transform(data);
    }

    /** {@return the data as they were before they were scaled} */
    public <T> T inverseTransform(T data) {
        var scale = scale();
        var min = min();
        return Scaled.map(NAME, data, scale.length,
                (value, column, dtype) -> dtype.round(value - min[column]) / scale[column]);
    }

    /** {@return what each column is multiplied with} */
    public double[] scale() {
        requireFitted();
        var scale = new double[smallest.length];
        Arrays.setAll(scale, i -> {
            var range = largest[i] - smallest[i];
            return (high - low) / (range < LEAST_RANGE ? 1 : range);
        });
        return scale;
    }

    /** {@return what is added to each column once it is multiplied} */
    public double[] min() {
        var scale = scale();
        var min = new double[scale.length];
        Arrays.setAll(min, i -> low - smallest[i] * scale[i]);
        return min;
    }

    /** {@return the smallest value of each column} */
    public double[] dataMin() {
        requireFitted();
        return smallest.clone();
    }

    /** {@return the largest value of each column} */
    public double[] dataMax() {
        requireFitted();
        return largest.clone();
    }

    private void requireFitted() {
        if (smallest == null) {
            throw new IllegalStateException(NAME + " has seen no data yet; call fit with the training data first");
        }
    }

    /** {@return for example {@code MinMaxScaler(0.0 to 1.0, from [1.0, 2.0] to [5.0, 3.0])}} */
    @Override
    public String toString() {
        return NAME + "(" + low + " to " + high + (smallest == null ? ", not fitted)"
                : ", from " + Arrays.toString(smallest) + " to " + Arrays.toString(largest) + ")");
    }
}
