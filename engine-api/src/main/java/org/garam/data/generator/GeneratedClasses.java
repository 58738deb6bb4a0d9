package org.garam.data.generator;

/**
 * Samples and the class of each. The arrays are not copied.
 *
 * @param x       the samples, [samples, features]
 * @param y       their classes, numbered from 0, [samples]
 * @param classes how many classes there are to tell apart
 */
public record GeneratedClasses(double[][] x, int[] y, int classes) {

    /** {@return the sizes: a record's own text would hold every array's identity} */
    @Override
    public String toString() {
        return "classes: " + x.length + " samples" + (x.length > 0 ? " of " + x[0].length + " features" : "") + ", "
                + classes + (classes == 1 ? " class" : " classes");
    }
}
