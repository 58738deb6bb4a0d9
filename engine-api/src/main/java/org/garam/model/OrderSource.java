package org.garam.model;

import java.util.OptionalLong;

/** Where the order of the samples in each epoch comes from. */
@FunctionalInterface
interface OrderSource {
    /** {@return each of 0 to {@code rows} - 1 once} */
    int[] order(int epoch, int rows);

    /**
     * {@return orders that follow from the seed of one call of {@code fit}, or else from the model's}
     *
     * @param offset added to an epoch's number if the model's seed counts, so that calls of {@code fit} differ
     */
    static OrderSource of(OptionalLong ownSeed, long modelSeed, int offset) {
        return ownSeed.isPresent()
                ? (epoch, rows) -> stream(ownSeed.getAsLong(), epoch).permutation(rows)
                : (epoch, rows) -> stream(modelSeed, epoch + offset).permutation(rows);
    }

    private static RandomStream stream(long seed, int number) {
        return new RandomStream(seed, RandomStream.Purpose.ORDER, number);
    }
}
