package org.garam.data;

/**
 * A file or an array is there but does not hold what it should: wrong format, damaged, cut short, too long, or at odds
 * with the file that goes with it. The message names the file, what it holds, what is accepted and the remedy.
 */
public final class InvalidDataException extends DataException {

    public InvalidDataException(String message) {
        this(message, null);
    }

    public InvalidDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
