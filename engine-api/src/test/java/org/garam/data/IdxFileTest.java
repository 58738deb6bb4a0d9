package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdxFileTest {

    private static final byte[] VALUES = {0, 1, 127, -128, -1, 5};
    private static final byte[] GOOD = TestFiles.idx(0x00000803, new int[] {1, 2, 3}, VALUES);
    private static final byte[] LARGE = TestFiles.idx(0x00000801, new int[] {50_000}, TestFiles.noise(50_000));

    @TempDir
    private Path folder;

    private record Accepted(String fileName, byte[] bytes) {
    }

    private static Stream<Accepted> accepted() {
        return Stream.of(new Accepted("plain", GOOD), new Accepted("compressed.gz", TestFiles.gzip(GOOD)),
                new Accepted("compressed-without-ending", TestFiles.gzip(GOOD)), new Accepted("plain.gz", GOOD));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void readsDimensionsAndValues(Accepted file) throws IOException {
        var read = IdxFile.read(write(file.fileName(), file.bytes()));
        assertEquals(List.of(1, 2, 3), read.dimensions());
        assertArrayEquals(VALUES, read.values());
    }

    private record Rejected(String what, byte[] bytes, List<String> message) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Rejected> rejected() {
        var damaged = TestFiles.gzip(LARGE);
        damaged[damaged.length / 2] ^= 0x55;
        var wrongTrailer = TestFiles.gzip(GOOD);
        wrongTrailer[wrongTrailer.length - 8] ^= 1;
        return Stream.of(
                new Rejected("empty", new byte[0], List.of("cut short", "magic number", "download it again")),
                new Rejected("cut in the magic number", Arrays.copyOf(GOOD, 3), List.of("cut short", "magic number")),
                new Rejected("cut in the dimensions", Arrays.copyOf(GOOD, 9), List.of("cut short", "3 dimensions")),
                new Rejected("cut in the values", Arrays.copyOf(GOOD, GOOD.length - 1),
                        List.of("cut short", "[1, 2, 3]", "6 bytes", "only 5 follow", "download it again")),
                new Rejected("too long", Arrays.copyOf(GOOD, GOOD.length + 1),
                        List.of("too long", "6 bytes, but more follow")),
                new Rejected("other format", "%PDF-1.4 something".getBytes(),
                        List.of("no IDX file", "0x25504446", "0x000008nn", "download it again")),
                new Rejected("32-bit floats", TestFiles.idx(0x00000D01, new int[] {1}, new byte[4]),
                        List.of("0x0d (32-bit float)", "only 0x08 (unsigned byte)", "convert")),
                new Rejected("no dimension", TestFiles.idx(0x00000800, new int[0], new byte[0]),
                        List.of("declares no dimension")),
                new Rejected("negative dimension", TestFiles.idx(0x00000801, new int[] {-2}, new byte[0]),
                        List.of("declares a dimension of 4294967294", "at most 2147483647")),
                new Rejected("product overflows an int", TestFiles.idx(0x00000802, new int[] {65536, 65536}, VALUES),
                        List.of("[65536, 65536]", "more than the 2147483639 bytes")),
                new Rejected("product overflows a long to 0",
                        TestFiles.idx(0x00000804, new int[] {1 << 16, 1 << 16, 1 << 16, 1 << 16}, VALUES),
                        List.of("more than the 2147483639 bytes")),
                new Rejected("declares much, holds little",
                        TestFiles.idx(0x00000801, new int[] {2_000_000_000}, VALUES),
                        List.of("cut short", "2000000000 bytes", "only 6 follow")),
                new Rejected("gzip cut short", Arrays.copyOf(TestFiles.gzip(LARGE), 30_000),
                        List.of("damaged or cut short", "download it again")),
                new Rejected("gzip cut in its header", Arrays.copyOf(TestFiles.gzip(GOOD), 4),
                        List.of("damaged or cut short")),
                new Rejected("gzip damaged inside", damaged, List.of("damaged or cut short")),
                new Rejected("gzip with a wrong checksum", wrongTrailer, List.of("damaged or cut short")),
                new Rejected("gzip of something else", TestFiles.gzip("hello".getBytes()), List.of("no IDX file")));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void namesFileProblemAndRemedy(Rejected file) throws IOException {
        var path = write("data.bin", file.bytes());
        var message = assertThrows(InvalidDataException.class, () -> IdxFile.read(path)).getMessage();
        assertTrue(message.startsWith(path.toString()), message);
        for (var part : file.message()) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void verifiesTheUncompressedContent() throws IOException {
        var path = write("data.gz", TestFiles.gzip(GOOD));
        assertArrayEquals(VALUES, IdxFile.read(path, TestFiles.checksum(GOOD)).values());
        var other = TestFiles.checksum(LARGE);
        var message = assertThrows(InvalidDataException.class, () -> IdxFile.read(path, other)).getMessage();
        assertTrue(message.contains(TestFiles.hex("MD5", GOOD)) && message.contains(other.hex()), message);
    }

    @Test
    void saysThatAFileIsMissingOrUnreadable() {
        var missing = folder.resolve("missing");
        assertTrue(assertThrows(DataUnavailableException.class, () -> IdxFile.read(missing)).getMessage()
                .contains(missing + " does not exist"));
        assertTrue(assertThrows(DataUnavailableException.class, () -> IdxFile.read(folder)).getMessage()
                .contains(folder + " cannot be read"));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
