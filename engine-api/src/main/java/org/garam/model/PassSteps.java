package org.garam.model;

import java.util.Optional;
import java.util.OptionalInt;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;

/** A step for each batch, in passes over the data. */
sealed interface PassSteps extends AutoCloseable permits StepSequence, DatasetSteps {
    /** {@return how many steps a pass has; empty if nobody knows} */
    OptionalInt count();

    /** Begins a pass; the one before need not have come to its end. */
    void begin();

    /**
     * {@return whether the pass has a step number {@code index}, the one behind those that have run; may wait for
     * data}
     */
    boolean has(int index);

    /** Queues the step of number {@code index}, which the pass must have. */
    void run(int index);

    /** Frees what the pass holds, wherever it is. */
    void end();

    /** {@return what the last step has put out} */
    Tensor output();

    /**
     * {@return the step of number {@code index} as one that only inspects what it computes; empty if a step that is
     * done
     * cannot be done again}
     */
    Optional<BoundStep> inspection(int index);

    /** {@return how far passes have come} */
    SavedState save();

    /**
     * Goes where {@code saved} is.
     *
     * @param limit after how many steps passes were ended
     * @param next the next step of the pass that is under way; empty if there is none
     * @throws StateFileException if the data are not those that were gone through then
     */
    void restore(SavedState saved, int limit, OptionalInt next);

    @Override
    void close();

    /** {@return how many of {@code count} steps are taken if {@code most} are asked for} */
    static OptionalInt limited(OptionalInt count, int most) {
        return count.isPresent() ? OptionalInt.of(Math.min(count.getAsInt(), most))
                : most == Integer.MAX_VALUE ? count : OptionalInt.of(most);
    }
}
