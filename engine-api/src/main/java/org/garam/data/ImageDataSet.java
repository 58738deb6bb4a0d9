package org.garam.data;

/**
 * Images to train on and images to test with.
 *
 * @param name   what the data set is called
 * @param train  the images to train on
 * @param test   the images to test with: same size, same classes
 * @param source where it came from, for people: a folder, a download, or that it was generated
 */
public record ImageDataSet(String name, LabelledImages train, LabelledImages test, String source) {

    /** @throws InvalidDataException when train and test images differ in size or classes */
    public ImageDataSet {
        if (train.height() != test.height() || train.width() != test.width()
                || !train.classNames().equals(test.classNames())) {
            throw new InvalidDataException(name + ": train images are " + train.height() + " x " + train.width()
                    + " of " + train.classNames() + ", test images " + test.height() + " x " + test.width() + " of "
                    + test.classNames() + "; both parts must have one size and the same classes");
        }
    }
}
