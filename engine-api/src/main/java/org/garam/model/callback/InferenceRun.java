package org.garam.model.callback;

import java.util.OptionalInt;
import java.util.SequencedMap;

/** An evaluation or a prediction under way, as callbacks see it. */
public interface InferenceRun {
    /** {@return how many steps it has; empty while nobody knows how many batches a Dataset has} */
    OptionalInt steps();

    /** {@return whether it is an evaluation of the validation data in {@code fit}} */
    boolean isValidation();

    /**
     * {@return loss and metrics over the steps so far, read from the device, which is waited for; nothing in a
     * prediction}
     */
    SequencedMap<String, Double> logs();
}
