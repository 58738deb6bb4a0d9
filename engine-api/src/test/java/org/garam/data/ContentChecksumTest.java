package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentChecksumTest {

    private static final byte[] CONTENT = TestFiles.noise(100_000);

    @TempDir
    private Path folder;

    @Test
    void comparesTheUncompressedContent() throws IOException {
        var checksum = TestFiles.checksum(CONTENT);
        assertEquals(Optional.empty(), checksum.mismatch(write(CONTENT)));
        assertEquals(Optional.empty(), checksum.mismatch(write(TestFiles.gzip(CONTENT))));
        var digits = checksum.hex().toUpperCase();
        assertEquals(Optional.empty(), ContentChecksum.md5(digits, CONTENT.length).mismatch(write(CONTENT)));
    }

    @Test
    void saysHowContentDiffers() throws IOException {
        var checksum = TestFiles.checksum(CONTENT);
        assertEquals("holds 5 bytes uncompressed instead of 100000",
                checksum.mismatch(write(Arrays.copyOf(CONTENT, 5))).orElseThrow());
        assertEquals("holds more than 100000 bytes uncompressed instead of 100000",
                checksum.mismatch(write(new byte[100_001])).orElseThrow());
        assertTrue(checksum.mismatch(write(new byte[100_000])).orElseThrow().startsWith("has the MD5 checksum "));
        assertTrue(checksum.mismatch(write(Arrays.copyOf(TestFiles.gzip(CONTENT), 50_000))).orElseThrow()
                .startsWith("is damaged or cut short"));
    }

    @Test
    void givesUpEarlyOnContentThatExpandsForEver() throws IOException {
        var expanding = write(TestFiles.gzip(new byte[50_000_000]));
        assertEquals("holds more than 10 bytes uncompressed instead of 10",
                ContentChecksum.md5("00".repeat(16), 10).mismatch(expanding).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"MD5, 12, 0, needs 32 hexadecimal digits", "MD5, 0123456789abcdefg123456789abcdef, 0, needs 32",
        "MD5, 0123456789abcdef0123456789abcdef, -1, byteCount is -1", "MD9, 12, 0, use MD5"})
    void rejectsWhatIsNoChecksum(String algorithm, String hex, long byteCount, String message) {
        var failure = assertThrows(IllegalArgumentException.class,
                () -> new ContentChecksum(algorithm, hex, byteCount));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("content"), bytes);
    }
}
