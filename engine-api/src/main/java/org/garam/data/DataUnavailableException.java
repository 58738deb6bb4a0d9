package org.garam.data;

/**
 * A data set cannot be had: no place holds its files, a file cannot be read, or a download failed. The message lists
 * what was looked for where, what the download said, and what to do. Catch it to go on with
 * {@link GeneratedShapes other data}.
 */
public final class DataUnavailableException extends DataException {

    public DataUnavailableException(String message) {
        this(message, null);
    }

    public DataUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
