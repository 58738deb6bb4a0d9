package org.garam.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Content for the tests of this package, and the real data sets where this machine has them. */
final class TestFiles {

    private TestFiles() {
    }

    static byte[] idx(int magic, int[] dimensions, byte[] values) {
        var buffer = ByteBuffer.allocate((1 + dimensions.length) * Integer.BYTES + values.length).putInt(magic);
        for (var dimension : dimensions) {
            buffer.putInt(dimension);
        }
        return buffer.put(values).array();
    }

    static byte[] gzip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var compressing = new GZIPOutputStream(bytes)) {
            compressing.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static byte[] noise(int count) {
        return noise(count, 1);
    }

    static byte[] noise(int count, long seed) {
        var bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static ContentChecksum checksum(byte[] content) {
        return ContentChecksum.md5(hex("MD5", content), content.length);
    }

    static String hex(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The folder that holds a folder per data set: $GARAM_DATA, or one beside the checkout. */
    static Optional<Path> dataHome(String dataSet) {
        return Stream.of(Optional.ofNullable(System.getenv(DataLocations.DATA_HOME_VARIABLE)),
                        Optional.of("../../shared/data"))
                .flatMap(Optional::stream).map(Path::of).filter(home -> Files.isDirectory(home.resolve(dataSet)))
                .findFirst();
    }
}
