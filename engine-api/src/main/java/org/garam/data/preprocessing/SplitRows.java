package org.garam.data.preprocessing;

/**
 * Which rows to train on and which to test with, to be applied to any number of data of as many rows.
 *
 * @param count of all rows
 * @param train numbers of the rows to train on, in their new order; not copied
 * @param test  numbers of the rows to test with, in their new order; not copied
 */
public record SplitRows(int count, int[] train, int[] test) {

    /**
     * {@return copies of the rows to train on, in the form of the data: an array, a {@link java.util.List}, a tensor}
     *
     * @throws IllegalArgumentException if the data have another number of rows
     */
    public <T> T train(T data) {
        return take(data, train);
    }

    /**
     * {@return copies of the rows to test with, in the form of the data: an array, a {@link java.util.List}, a tensor}
     *
     * @throws IllegalArgumentException if the data have another number of rows
     */
    public <T> T test(T data) {
        return take(data, test);
    }

    private <T> T take(T data, int[] rows) {
        if (Rows.count(data) != count) {
            throw new IllegalArgumentException("the data have " + Rows.count(data) + " rows, but " + count
                    + " rows were split; give data of equally many rows");
        }
        return Rows.take(data, rows);
    }

    /** {@return the sizes: a record's own text would hold every array's identity} */
    @Override
    public String toString() {
        return "split of " + count + " rows: " + train.length + " to train on, " + test.length + " to test with";
    }
}
