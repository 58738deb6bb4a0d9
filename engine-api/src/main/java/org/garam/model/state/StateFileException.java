package org.garam.model.state;

/** A file of weights or of a training run could not be written or read; the message says why, and what to do. */
public final class StateFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StateFileException(String message) {
        super(message);
    }

    public StateFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
