package org.garam.backend.cuda.library;

/** A library that was found cannot be used; the message says why. */
final class UnusableLibraryException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableLibraryException(String message) {
        super(message);
    }
}
