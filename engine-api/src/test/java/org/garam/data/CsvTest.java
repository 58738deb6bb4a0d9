package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvTest {

    private static final CsvOptions NO_HEADER = new CsvOptions().header(false);
    private static final CsvOptions PRICE = new CsvOptions().targets("price");
    private static final String TABLE = "size,rooms,price\n1,2,3\n4,5,6\n";

    @TempDir
    private Path folder;

    private Dataset read(String text, CsvOptions options) throws IOException {
        return Dataset.fromCsv(Files.writeString(folder.resolve("table.csv"), text), options);
    }

    static Stream<Arguments> tables() {
        var price = Element.of(new float[] {1, 2}, 3f);
        var numbers = Element.of(new float[] {1, 2, 3});
        return Stream.of(
                Arguments.of(TABLE, new CsvOptions(), List.of(numbers, Element.of(new float[] {4, 5, 6}))),
                Arguments.of(TABLE, PRICE, List.of(price, Element.of(new float[] {4, 5}, 6f))),
                Arguments.of("\ufeffsize , rooms,price\r\n\r\n1,2,3\r\n", PRICE, List.of(price)),
                Arguments.of("1,2,3", NO_HEADER, List.of(numbers)),
                Arguments.of("1,2,3\r4,5,6\r", NO_HEADER, List.of(numbers, Element.of(new float[] {4, 5, 6}))),
                Arguments.of("\n\n1;2;3\n\n", NO_HEADER.separator(';'), List.of(numbers)),
                Arguments.of("1\t2\t3", NO_HEADER.separator('\t').targets("-1"), List.of(price)),
                Arguments.of("1,2,3", NO_HEADER.targets("2"), List.of(price)),
                Arguments.of("\"1\",\"2\",\"3\"\n", NO_HEADER, List.of(numbers)),
                Arguments.of("\"a \"\"b\"\", c\nd\",e\n1,2\n", new CsvOptions().features("e", "a \"b\", c\nd"),
                        List.of(Element.of(new float[] {2, 1}))),
                Arguments.of(TABLE, new CsvOptions().features("rooms").targets("price", "size").targetType(DType.INT64),
                        List.of(Element.of(new float[] {2}, new long[] {3, 1}),
                                Element.of(new float[] {5}, new long[] {6, 4}))),
                Arguments.of(TABLE, new CsvOptions().features("size").targets("rooms").weights("price"),
                        List.of(Element.of(new float[] {1}, 2f, 3f), Element.of(new float[] {4}, 5f, 6f))),
                Arguments.of("a,b\n1,red\n2,blue\n", new CsvOptions().targets("b").targetType(DType.INT32)
                                .categories("b", "blue", "red"),
                        List.of(Element.of(new float[] {1}, 1), Element.of(new float[] {2}, 0))),
                Arguments.of("1,,3\n1,2,3\nNaN,2,3\n", NO_HEADER.missing(MissingValues.skipRow()), List.of(numbers)),
                Arguments.of("1,NA,3\n", NO_HEADER.missing(MissingValues.fill(2)), List.of(numbers)),
                Arguments.of("1,2,3\n", NO_HEADER.features("0", "1").missing(MissingValues.skipRow()),
                        List.of(Element.of(new float[] {1, 2}))),
                Arguments.of("inf,-Infinity, 1e-3 \n", NO_HEADER.featureType(DType.FLOAT64), List.of(
                        Element.of(new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-3}))),
                Arguments.of("9007199254740993,-7\n", NO_HEADER.featureType(DType.INT64),
                        List.of(Element.of(new long[] {9007199254740993L, -7}))),
                Arguments.of("a,b\n", new CsvOptions(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void readsRows(String text, CsvOptions options, List<Element> rows) throws IOException {
        var dataset = read(text, options);
        assertEquals(rows, dataset.stream().toList());
        assertEquals(rows, dataset.stream().toList());
        rows.forEach(row -> assertEquals(ElementSpec.of(row), dataset.spec()));
        assertEquals(Dataset.UNKNOWN, dataset.cardinality());
    }

    @Test
    void readsCompressedFiles() throws IOException {
        var file = Files.write(folder.resolve("table.csv.gz"), TestFiles.gzip(TABLE.getBytes(StandardCharsets.UTF_8)));
        assertEquals(read(TABLE, PRICE).stream().toList(), Dataset.fromCsv(file, PRICE).stream().toList());
        var damaged = TestFiles.gzip("1,2,3\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        Files.write(file, Arrays.copyOf(damaged, damaged.length / 2));
        var message = assertThrows(InvalidDataException.class, () ->
                Dataset.fromCsv(file, NO_HEADER).forEach(row -> { })).getMessage();
        assertTrue(message.contains("is damaged or cut short"), message);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("", PRICE, "is empty; give a file with a header line and rows"),
                Arguments.of(TABLE, new CsvOptions().targets("prize"),
                        "has no column \"prize\"; did you mean \"price\"?; there are size, rooms, price"),
                Arguments.of(TABLE, new CsvOptions().targets("-1"), "has no column \"-1\""),
                Arguments.of("1,2", NO_HEADER.targets("2"), "has no column \"2\"; there are 0, 1"),
                Arguments.of(TABLE, new CsvOptions().targets("size", "rooms", "price"), "none are features"),
                Arguments.of(TABLE, new CsvOptions().weights("price"), "none are targets, which the weights"),
                Arguments.of("a,b\n1,2\n3\n", new CsvOptions(), "line 3 has 1 fields instead of 2 (a, b)"),
                Arguments.of("a,b\n1,x\n", new CsvOptions(), "line 2, column b: \"x\" is no number; correct it"),
                Arguments.of("a,b\n1,2d\n", new CsvOptions(), "\"2d\" is no number"),
                Arguments.of("a,b\n1,\n", new CsvOptions(), "line 2, column b: \"\" is missing; fill it in, or say"),
                Arguments.of("a,b\n1,1.5\n", new CsvOptions().targets("b").targetType(DType.INT32),
                        "\"1.5\" is 1.5, which int32 cannot hold"),
                Arguments.of("a,b\n1,300\n", new CsvOptions().featureType(DType.UINT8), "which uint8 cannot hold"),
                Arguments.of("a,b\n1,green\n", new CsvOptions().categories("b", "red"),
                        "\"green\" is none of the categories [red]"),
                Arguments.of("a,b\n1,\"2\" \n", new CsvOptions(), "line 2: \" \" follows a closing quote"),
                Arguments.of("a,b\n1,\"2\n3,4\n", new CsvOptions(), "line 2: a field is not closed by a quote"),
                Arguments.of("\"a\nb\"\n1\nx\n", new CsvOptions(), "line 4, column a\nb"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrong(String text, CsvOptions options, String part) {
        var message = assertThrows(RuntimeException.class, () -> read(text, options).forEach(row -> { })).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void saysWhatIsAccepted() {
        var missing = folder.resolve("none.csv");
        assertMessage("none.csv does not exist; give a file", () -> Dataset.fromCsv(missing));
        assertMessage("cannot be read", () -> Dataset.fromCsv(folder));
        assertMessage("fromCsv: received null", () -> Dataset.fromCsv(null));
        assertMessage("cannot be separated by a quote", () -> new CsvOptions().separator('"'));
        assertMessage("targets: received []", () -> new CsvOptions().targets(new String[0]));
        assertMessage("features: received null", () -> new CsvOptions().features((String[]) null));
        assertMessage("missing: received null", () -> new CsvOptions().missing(null));
        assertMessage("give the column's name and different texts", () -> new CsvOptions().categories("a", "x", "x"));
        assertMessage("an element type is needed, received null", () -> new CsvOptions().targetType(null));
    }

    private static void assertMessage(String part, Runnable action) {
        var message = assertThrows(RuntimeException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** The rows that were made so far do not stay: what is alive after 200000 of them is what a row takes. */
    @Test
    void holdsNoMoreThanARow() throws IOException {
        var file = folder.resolve("large.csv");
        try (var writer = Files.newBufferedWriter(file)) {
            for (var row = 0; row < 200_000; row++) {
                writer.write(row + ",0.123456789," + row % 7 + "\n");
            }
        }
        var sum = 0L;
        var rows = Dataset.fromCsv(file, NO_HEADER.targets("2")).shuffle(100, 1).batch(64).prefetch(2);
        try (var batches = rows.iterator()) {
            var alive = 0;
            var seen = new ArrayDeque<WeakReference<Element>>();
            while (batches.hasNext()) {
                var batch = batches.next();
                for (var value : batch.features().toDoubles()) {
                    sum += (long) value;
                }
                seen.add(new WeakReference<>(batch));
            }
            System.gc();
            for (var reference : seen) {
                alive += reference.get() == null ? 0 : 1;
            }
            assertTrue(alive < 10, alive + " of " + seen.size() + " batches are alive");
        }
        assertEquals(199_999L * 100_000, sum);
    }
}
