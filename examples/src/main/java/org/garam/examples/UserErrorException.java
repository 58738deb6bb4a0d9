package org.garam.examples;

/** What a user asked for cannot be done; the message says why and what to do instead. */
final class UserErrorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UserErrorException(String message) {
        super(message);
    }

    UserErrorException(String message, Throwable cause) {
        super(message, cause);
    }
}
