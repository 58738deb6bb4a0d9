package org.garam.data;

import java.util.List;

/**
 * Rows of numbers and the number to be predicted from each. The arrays are not copied.
 *
 * @param name         what the data set is called
 * @param x            the samples, [rows, features]
 * @param y            what is to be predicted, [rows]
 * @param featureNames names of the columns of {@code x}
 * @param targetName   name of what is to be predicted
 * @param source       where it came from, for people: a folder or a download
 */
public record TabularDataSet(String name, double[][] x, double[] y, List<String> featureNames, String targetName,
        String source) {

    /** @throws InvalidDataException when there are no rows, or sizes disagree */
    public TabularDataSet {
        featureNames = List.copyOf(featureNames);
        if (x.length == 0 || x.length != y.length || x[0].length != featureNames.size()) {
            throw new InvalidDataException(name + ": " + x.length + " samples"
                    + (x.length > 0 ? " of " + x[0].length + " features" : "") + " with " + featureNames.size()
                    + " feature names and " + y.length + " targets; give rows, a name for each feature and a target for"
                    + " each row");
        }
    }

    /** {@return name and size: a record's own text would hold every array's identity} */
    @Override
    public String toString() {
        return name + ": " + x.length + " samples of " + String.join(", ", featureNames) + " to predict " + targetName;
    }
}
