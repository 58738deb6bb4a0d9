package org.garam.data.generator;

/**
 * Samples, the numbers to be predicted from them, and the linear function they come from. The arrays are not copied.
 *
 * @param x            the samples, [samples, features]
 * @param targets      what is to be predicted, [samples, targets]
 * @param coefficients of the function, [features, targets]; 0 for a feature that tells nothing
 */
public record GeneratedRegression(double[][] x, double[][] targets, double[][] coefficients) {

    /**
     * {@return the single target of each sample, [samples]}
     *
     * @throws IllegalStateException if there are several
     */
    public double[] y() {
        return single("y", "targets", targets);
    }

    /**
     * {@return the coefficient of each feature for the single target, [features]}
     *
     * @throws IllegalStateException if there are several targets
     */
    public double[] coefficient() {
        return single("coefficient", "coefficients", coefficients);
    }

    private static double[] single(String asked, String instead, double[][] columns) {
        var single = new double[columns.length];
        for (var row = 0; row < single.length; row++) {
            if (columns[row].length != 1) {
                throw new IllegalStateException(asked + "() is for one target, but there are " + columns[row].length
                        + "; use " + instead + "()");
            }
            single[row] = columns[row][0];
        }
        return single;
    }

    /** {@return the sizes: a record's own text would hold every array's identity} */
    @Override
    public String toString() {
        return "regression: " + x.length + " samples of " + x[0].length + " features, " + targets[0].length
                + (targets[0].length == 1 ? " target" : " targets");
    }
}
