package org.garam.model;

/** Says once that data have run out before as many steps were made as asked for; as Keras does, training goes on. */
final class Shortage {
    private boolean isTold;

    /**
     * Prints to standard error unless that was done before.
     *
     * @param owner what the user called
     * @param made how many steps were made
     * @param option what asked for {@code wanted} steps
     */
    void tell(String owner, int made, int wanted, String option) {
        if (!isTold) {
            isTold = true;
            System.err.println(owner + ": the data ran out after " + made + " of " + wanted + " steps; give fewer "
                    + option + ", or more data, with a Dataset by repeat() for example");
        }
    }
}
