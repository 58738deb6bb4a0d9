package org.garam.model;

import org.garam.model.state.SavedState;

/**
 * How far a call of {@code fit} has come. An epoch may take a part of the samples only; the next then goes on with the
 * same order, so a pass over all of them may take several epochs.
 */
final class FittingPosition {
    /**
     * A place to come back to.
     *
     * @param next the next step of the pass
     * @param done how many steps of the epoch are done
     * @param gathered what {@link Measures} had gathered
     */
    record Mark(int next, int done, double... gathered) {}

    private static final String NUMBERS = "epoch, epoch of the order, next step of the order, steps done, inside";

    /** The number of the epoch. */
    int epoch;
    /** The number of the epoch in which the pass over the samples was begun; it chooses their order. */
    int passEpoch;
    /** The next step of the pass. */
    int next;
    /** How many steps of the epoch are done. */
    int done;
    /** Whether callbacks have heard of the epoch's beginning and not yet of its end. */
    boolean isInside;

    FittingPosition(int epoch) {
        this.epoch = epoch;
    }

    /** {@return whether a pass over the samples is under way} */
    boolean isInPass() {
        return isInside || next > 0;
    }

    Mark mark(double... gathered) {
        return new Mark(next, done, gathered);
    }

    /** Goes to the next epoch. */
    void advance(boolean isPassOver) {
        epoch++;
        done = 0;
        isInside = false;
        next = isPassOver ? 0 : next;
    }

    SavedState save() {
        return new SavedState().putIntegers(NUMBERS, epoch, passEpoch, next, done, isInside ? 1 : 0);
    }

    void restore(SavedState saved) {
        long[] numbers = saved.integers(NUMBERS);
        epoch = (int) numbers[0];
        passEpoch = (int) numbers[1];
        next = (int) numbers[2];
        done = (int) numbers[3];
        isInside = numbers[4] != 0;
    }
}
