package org.garam.kernels.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
    private static final byte[] CONTENT = "what a compiler made".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void returnsWhatWasStored() throws IOException {
        DiskCache cache = new DiskCache(folder.resolve("new"), 1 << 20);
        String key = DiskCache.key("source", "options");
        assertTrue(cache.load(key).isEmpty());
        cache.store(key, CONTENT);
        assertArrayEquals(CONTENT, cache.load(key).orElseThrow());
        assertArrayEquals(CONTENT, new DiskCache(folder.resolve("new"), 1 << 20).load(key).orElseThrow());
        assertEquals(1, files(folder.resolve("new")).size(), "nothing is left besides the entry");
        cache.discard(key);
        assertTrue(cache.load(key).isEmpty());
    }

    @Test
    void keysTellTheirPartsApart() {
        assertNotEquals(DiskCache.key("ab", "c"), DiskCache.key("a", "bc"));
        assertEquals(DiskCache.key("ab", "c"), DiskCache.key("ab", "c"));
    }

    @Test
    void removesWhatIsDamaged() throws IOException {
        DiskCache cache = new DiskCache(folder, 1 << 20);
        String key = DiskCache.key("x");
        for (int length : new int[] {0, 5, 32, 40}) {
            cache.store(key, CONTENT);
            Path file = files(folder).getFirst();
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, length));
            assertTrue(cache.load(key).isEmpty());
            assertFalse(Files.exists(file));
        }
        cache.store(key, CONTENT);
        Path file = files(folder).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertTrue(cache.load(key).isEmpty());
    }

    @Test
    void dropsWhatWasNotUsedForLongest() throws IOException {
        DiskCache cache = new DiskCache(folder, 3 * (CONTENT.length + 32));
        for (int i = 0; i < 3; i++) {
            cache.store(DiskCache.key("entry" + i), CONTENT);
            for (Path file : files(folder)) {
                Files.setLastModifiedTime(file, FileTime.from(Files.getLastModifiedTime(file).toInstant().minusSeconds(10)));
            }
        }
        assertTrue(cache.load(DiskCache.key("entry0")).isPresent());
        cache.store(DiskCache.key("entry3"), CONTENT);
        assertEquals(List.of(true, false, true, true), IntStream.range(0, 4)
                .mapToObj(i -> cache.load(DiskCache.key("entry" + i)).isPresent()).toList());
        assertTrue(Files.getLastModifiedTime(files(folder).getFirst()).toInstant().isBefore(Instant.now().plusSeconds(5)));
    }

    @Test
    void isNeverInTheWay() throws IOException {
        DiskCache none = new DiskCache(null, 0);
        none.store(DiskCache.key("x"), CONTENT);
        assertTrue(none.load(DiskCache.key("x")).isEmpty());
        Path file = Files.createFile(folder.resolve("a file, not a directory"));
        DiskCache impossible = new DiskCache(file, 1 << 20);
        impossible.store(DiskCache.key("x"), CONTENT);
        assertTrue(impossible.load(DiskCache.key("x")).isEmpty());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
