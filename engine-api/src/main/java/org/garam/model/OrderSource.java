package org.garam.model;

import java.util.OptionalLong;

/**
 * Where the order of the samples in each epoch comes from.
 *
 * @param seed what all orders follow from
 * @param offset added to an epoch's number
 */
record OrderSource(long seed, int offset) {
    /**
     * {@return orders that follow from the seed of one call of {@code fit}, or else from the model's}
     *
     * @param offset added to an epoch's number if the model's seed counts, so that calls of {@code fit} differ
     */
    static OrderSource of(OptionalLong ownSeed, long modelSeed, int offset) {
        return ownSeed.isPresent() ? new OrderSource(ownSeed.getAsLong(), 0) : new OrderSource(modelSeed, offset);
    }

    /** {@return each of 0 to {@code rows} - 1 once} */
    int[] order(int epoch, int rows) {
        return new RandomStream(seed, RandomStream.Purpose.ORDER, epoch + offset).permutation(rows);
    }
}
