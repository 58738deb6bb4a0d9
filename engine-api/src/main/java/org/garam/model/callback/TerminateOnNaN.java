package org.garam.model.callback;

/**
 * Has {@code fit} end without an exception when the loss becomes NaN or infinite, as if it had been stopped; Keras'
 * {@code TerminateOnNaN}.
 *
 * <p>Other than in Keras a loss that is not finite is noticed with or without this callback, and the model is left as
 * it was at the start of the epoch, not with spoilt weights. Without the callback {@code fit} throws an exception, which
 * is also what {@code raiseError} asks for. The epoch that failed is not in the history.
 *
 * @param raiseError whether to throw the exception after all, false by default
 */
public record TerminateOnNaN(boolean raiseError) implements Callback {
    /** Ends training without an exception. */
    public TerminateOnNaN() {
        this(false);
    }

    @Override
    public boolean onNonFiniteLoss(TrainingRun run, String explanation) {
        if (!raiseError) {
            System.out.println("Invalid loss, terminating training: " + explanation);
        }
        return !raiseError;
    }
}
