package org.garam.data.generator;

/**
 * Clouds of points. The arrays are not copied.
 *
 * @param x       the points, [samples, features]
 * @param y       which cloud each belongs to, numbered from 0, [samples]
 * @param centers of the clouds, [clouds, features]
 */
public record GeneratedBlobs(double[][] x, int[] y, double[][] centers) {

    /** {@return the sizes: a record's own text would hold every array's identity} */
    @Override
    public String toString() {
        return "blobs: " + x.length + " samples of " + centers[0].length + " features around " + centers.length
                + (centers.length == 1 ? " center" : " centers");
    }
}
