package org.garam.data.preprocessing;

/**
 * Samples and targets, split into a part to train on and a part to test with.
 *
 * @param xTrain samples to train on
 * @param xTest  samples to test with
 * @param yTrain their targets
 * @param yTest  their targets
 * @param <X>    what the samples are in, for example {@code double[][]}
 * @param <Y>    what the targets are in, for example {@code double[]}
 */
public record SplitData<X, Y>(X xTrain, X xTest, Y yTrain, Y yTest) {

    /** {@return the numbers of rows: a record's own text would hold every array's identity} */
    @Override
    public String toString() {
        return "split: " + Rows.count(xTrain) + " rows to train on, " + Rows.count(xTest) + " to test with";
    }
}
