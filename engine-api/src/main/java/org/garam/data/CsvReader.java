package org.garam.data;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a file of separated values (RFC 4180) one by one: a field in double quotes may hold separators, line
 * ends and doubled quotes. The file is UTF-8, plain or compressed by gzip; only one record is in memory.
 */
final class CsvReader implements AutoCloseable {

    private static final int BUFFER_CHARS = 1 << 15;
    /** A quote that is never closed would make the rest of the file one field. */
    private static final int LONGEST_FIELD = 1 << 22;
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Path file;
    private final char separator;
    private final Reader reader;
    private final char[] buffer = new char[BUFFER_CHARS];
    private final StringBuilder field = new StringBuilder();
    private int length;
    private int position;
    private long line = 1;
    private long recordLine = 1;

    CsvReader(Path file, char separator) {
        this.file = file;
        this.separator = separator;
        try {
            reader = new InputStreamReader(Compression.open(file), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
        if (peek() == BYTE_ORDER_MARK) {
            position++;
        }
    }

    /** {@return the line where the last record begins, counted from 1} */
    long line() {
        return recordLine;
    }

    /** {@return the next record that is no empty line; null at the end} */
    List<String> next() {
        while (peek() == '\n' || peek() == '\r') {
            endLine();
        }
        if (peek() == END) {
            return null;
        }
        recordLine = line;
        var fields = new ArrayList<String>();
        while (true) {
            fields.add(peek() == '"' ? quoted() : plain());
            if (peek() != separator) {
                endLine();
                return fields;
            }
            position++;
        }
    }

    private String plain() {
        // Most fields lie in the buffer as a whole.
        for (var end = position; end < length; end++) {
            if (buffer[end] == separator || buffer[end] == '\n' || buffer[end] == '\r') {
                var text = new String(buffer, position, end - position);
                position = end;
                return text;
            }
        }
        field.setLength(0);
        for (var c = peek(); c != separator && c != '\n' && c != '\r' && c != END; c = peek()) {
            append(c);
        }
        return field.toString();
    }

    private String quoted() {
        field.setLength(0);
        position++;
        while (true) {
            var c = peek();
            if (c == END) {
                throw unclosed();
            }
            if (c == '\n') {
                line++;
            }
            if (c != '"') {
                append(c);
                continue;
            }
            position++;
            if (peek() != '"') {
                break;
            }
            append('"');
        }
        var after = peek();
        if (after != separator && after != '\n' && after != '\r' && after != END) {
            throw new InvalidDataException(file + ", line " + line + ": \"" + (char) after + "\" follows a closing"
                    + " quote, where a separator \"" + separator + "\" or the end of the line is needed; double the"
                    + " quotes inside of a quoted field");
        }
        return field.toString();
    }

    private void append(int c) {
        if (field.length() == LONGEST_FIELD) {
            throw unclosed();
        }
        field.append((char) c);
        position++;
    }

    private InvalidDataException unclosed() {
        return new InvalidDataException(file + ", line " + recordLine + ": a field is not closed by a quote, or has more"
                + " than " + LONGEST_FIELD + " characters; close the quote, and double the quotes inside of a field");
    }

    /** Goes behind a line end, if there is one: CR LF, LF or CR. */
    private void endLine() {
        if (peek() == END) {
            return;
        }
        if (peek() == '\r') {
            position++;
            if (peek() == '\n') {
                position++;
            }
        } else {
            position++;
        }
        line++;
    }

    private int peek() {
        if (position == length) {
            try {
                length = Math.max(0, reader.read(buffer));
            } catch (IOException failure) {
                throw unreadable(failure);
            }
            position = 0;
            if (length == 0) {
                return END;
            }
        }
        return buffer[position];
    }

    private DataException unreadable(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new DataUnavailableException(file + " does not exist; give a file of separated values, plain or .gz",
                    failure);
        }
        return Compression.isDamage(failure)
                ? new InvalidDataException(file + " is damaged or cut short: " + failure.getMessage()
                        + "; get a whole file", failure)
                : new DataUnavailableException(file + " cannot be read: " + failure
                        + "; give a readable file of separated values, plain or .gz", failure);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }
}
