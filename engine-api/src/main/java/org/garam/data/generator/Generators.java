package org.garam.data.generator;

/**
 * scikit-learn's generators of samples. Each method takes how much is wanted and returns a generator with
 * scikit-learn's defaults, whose methods change them:
 *
 * {@snippet :
 * GeneratedRegression data = makeRegression(200, 1).bias(5.0).noise(5.0).seed(123).generate();
 * model.fit(data.x(), data.y());
 * }
 *
 * <p>A seed means the numbers that scikit-learn draws from {@code random_state=seed}: the same draws of
 * {@link org.garam.data.random.RandomState} in the same order. Sums of products are rounded in another order than in
 * NumPy, so the last digits may differ where there is more than one feature.
 */
public final class Generators {

    private Generators() {
    }

    /** {@return a linear function of random samples: {@code sklearn.datasets.make_regression}} */
    public static RegressionGenerator makeRegression(int samples, int features) {
        return new RegressionGenerator(samples, features);
    }

    /** {@return classes of clusters at the corners of a hypercube: {@code sklearn.datasets.make_classification}} */
    public static ClassificationGenerator makeClassification(int samples, int features) {
        return new ClassificationGenerator(samples, features);
    }

    /** {@return as {@link #makeClassification(int, int)}, with 20 features} */
    public static ClassificationGenerator makeClassification(int samples) {
        return makeClassification(samples, 20);
    }

    /** {@return two interleaving half circles in the plane: {@code sklearn.datasets.make_moons}} */
    public static PlaneGenerator makeMoons(int samples) {
        return PlaneGenerator.moons(samples);
    }

    /** {@return a circle within a circle, 0.8 times as large: {@code sklearn.datasets.make_circles}} */
    public static PlaneGenerator makeCircles(int samples) {
        return makeCircles(samples, 0.8);
    }

    /** {@return a circle within a circle, {@code factor} times as large, 0 (included) to 1 (excluded)} */
    public static PlaneGenerator makeCircles(int samples, double factor) {
        return PlaneGenerator.circles(samples, factor);
    }

    /** {@return normally distributed clouds of points: {@code sklearn.datasets.make_blobs}} */
    public static BlobGenerator makeBlobs(int samples, int features) {
        return new BlobGenerator(samples, features);
    }

    /** {@return as {@link #makeBlobs(int, int)}, in the plane} */
    public static BlobGenerator makeBlobs(int samples) {
        return makeBlobs(samples, 2);
    }
}
