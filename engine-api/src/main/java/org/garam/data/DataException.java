package org.garam.data;

/** What can go wrong with a data set: its files cannot be had, or they are there but do not hold what they should. */
public abstract sealed class DataException extends RuntimeException
        permits DataUnavailableException, InvalidDataException {

    DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
