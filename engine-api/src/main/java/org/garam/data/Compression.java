package org.garam.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Files that may be compressed by gzip, whatever they are called. */
final class Compression {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_FIRST_BYTE = 0x1f;
    private static final int GZIP_SECOND_BYTE = 0x8b;

    private Compression() {
    }

    /** The file's uncompressed content. A damaged gzip file shows as {@link #isDamage} here or while reading. */
    static InputStream open(Path file) throws IOException {
        var raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            raw.mark(2);
            var compressed = raw.read() == GZIP_FIRST_BYTE && raw.read() == GZIP_SECOND_BYTE;
            raw.reset();
            return compressed ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
        } catch (IOException failure) {
            raw.close();
            throw failure;
        }
    }

    /** Whether the failure says that the compressed bytes are wrong, not that they could not be read. */
    static boolean isDamage(IOException failure) {
        return failure instanceof ZipException || failure instanceof EOFException;
    }
}
