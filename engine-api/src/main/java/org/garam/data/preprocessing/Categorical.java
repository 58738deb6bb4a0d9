package org.garam.data.preprocessing;

import java.util.Arrays;

/** Class ids to one-hot rows and back. */
public final class Categorical {

    private Categorical() {
    }

    /**
     * {@return a row for each class id, 1 at its place and 0 elsewhere, [ids, classes]: Keras' {@code to_categorical}
     * with as many classes as the largest id needs}
     *
     * @throws IllegalArgumentException if there is no id, or a negative one
     */
    public static float[][] toCategorical(int[] ids) {
        if (ids == null || ids.length == 0) {
            throw new IllegalArgumentException("toCategorical: there are no class ids, so the number of classes is not"
                    + " known; give ids, or say how many classes there are");
        }
        return toCategorical(ids, Math.addExact(Arrays.stream(ids).max().getAsInt(), 1));
    }

    /**
     * {@return a row for each class id, 1 at its place and 0 elsewhere, [ids, classes]: Keras' {@code to_categorical}}
     *
     * @throws IllegalArgumentException if an id is not one of 0 to {@code classes} - 1
     */
    public static float[][] toCategorical(int[] ids, int classes) {
        if (ids == null) {
            throw new IllegalArgumentException("toCategorical: the class ids are null; give an int[]");
        }
        for (var i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= classes) {
                throw new IllegalArgumentException("toCategorical: class id " + ids[i] + " at place " + i
                        + " is none of the " + classes + " classes; ids are 0 to " + (classes - 1));
            }
        }
        var rows = new float[ids.length][classes];
        for (var i = 0; i < ids.length; i++) {
            rows[i][ids[i]] = 1;
        }
        return rows;
    }

    /**
     * {@return where the largest value is, the first one if there are several; NaN counts as the largest, as in NumPy}
     *
     * @throws IllegalArgumentException if there are no values
     */
    public static int argMax(double[] values) {
        if (values == null || values.length == 0) {
            throw new IllegalArgumentException("argMax: received " + Arrays.toString(values)
                    + "; give at least one value");
        }
        var best = 0;
        for (var i = 1; i < values.length && !Double.isNaN(values[best]); i++) {
            if (values[i] > values[best] || Double.isNaN(values[i])) {
                best = i;
            }
        }
        return best;
    }

    /** {@return where the largest value is, see {@link #argMax(double[])}} */
    public static int argMax(float[] values) {
        if (values == null || values.length == 0) {
            throw new IllegalArgumentException("argMax: received " + Arrays.toString(values)
                    + "; give at least one value");
        }
        var best = 0;
        for (var i = 1; i < values.length && !Float.isNaN(values[best]); i++) {
            if (values[i] > values[best] || Float.isNaN(values[i])) {
                best = i;
            }
        }
        return best;
    }

    /** {@return the class id of each row, one-hot or of probabilities: where its largest value is} */
    public static int[] argMax(float[][] rows) {
        requireRows(rows);
        return Arrays.stream(rows).mapToInt(Categorical::argMax).toArray();
    }

    /** {@return the class id of each row, one-hot or of probabilities: where its largest value is} */
    public static int[] argMax(double[][] rows) {
        requireRows(rows);
        return Arrays.stream(rows).mapToInt(Categorical::argMax).toArray();
    }

    private static void requireRows(Object[] rows) {
        if (rows == null) {
            throw new IllegalArgumentException("argMax: the rows are null; give an array of rows");
        }
    }
}
