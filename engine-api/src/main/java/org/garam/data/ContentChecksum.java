package org.garam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file's content must be once uncompressed. A data set is published in one content but in several gzip files
 * (compressed at other levels, at other times), so the compressed bytes are never compared.
 *
 * @param algorithm a digest algorithm that every Java has, e.g. {@code MD5} or {@code SHA-256}
 * @param hex       the digest in hexadecimal digits
 * @param byteCount length of the uncompressed content in bytes
 */
public record ContentChecksum(String algorithm, String hex, long byteCount) {

    private static final int BUFFER_BYTES = 1 << 16;

    public ContentChecksum {
        hex = hex.toLowerCase(Locale.ROOT);
        var digits = 2 * digest(algorithm).getDigestLength();
        if (hex.length() != digits || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("checksum \"" + hex + "\": " + algorithm + " needs " + digits
                    + " hexadecimal digits; copy it from the data set's documentation");
        }
        if (byteCount < 0) {
            throw new IllegalArgumentException("checksum: byteCount is " + byteCount
                    + "; give the length of the uncompressed content, 0 or more");
        }
    }

    public static ContentChecksum md5(String hex, long byteCount) {
        return new ContentChecksum("MD5", hex, byteCount);
    }

    /** How the file's uncompressed content differs from this, as half a sentence; empty when it does not. */
    public Optional<String> mismatch(Path file) throws IOException {
        var digest = newDigest();
        var count = 0L;
        try (var content = Compression.open(file)) {
            count = digestAll(content, digest);
        } catch (IOException failure) {
            if (Compression.isDamage(failure)) {
                return Optional.of("is damaged or cut short (" + failure.getMessage() + ")");
            }
            throw failure;
        }
        if (count != byteCount) {
            return Optional.of("holds " + (count > byteCount ? "more than " + byteCount : count)
                    + " bytes uncompressed instead of " + byteCount);
        }
        return mismatch(digest);
    }

    Optional<String> mismatch(MessageDigest contentDigest) {
        var found = HexFormat.of().formatHex(contentDigest.digest());
        return found.equals(hex) ? Optional.empty()
                : Optional.of("has the " + algorithm + " checksum " + found + " instead of " + hex);
    }

    MessageDigest newDigest() {
        return digest(algorithm);
    }

    // Stops one buffer past the expected length, so that a small file that expands for ever does no harm.
    private long digestAll(InputStream content, MessageDigest digest) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        var count = 0L;
        for (int read; count <= byteCount && (read = content.read(buffer)) >= 0; count += read) {
            digest.update(buffer, 0, read);
        }
        return count;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException unknown) {
            throw new IllegalArgumentException("checksum algorithm \"" + algorithm
                    + "\" is not known to this Java; use MD5, SHA-1 or SHA-256", unknown);
        }
    }
}
