package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {

    private final AtomicInteger made = new AtomicInteger();
    private final Dataset rows = Dataset.fromTensorSlices(new float[][] {{1, 2}, {3, Float.NaN}, {5, 6}},
            new long[] {Long.MAX_VALUE, 0, -1}, HostTensor.of(TensorType.of(DType.UINT8, 3), new byte[] {-1, 0, 1}))
            .map(element -> {
                made.incrementAndGet();
                return element;
            });

    @TempDir
    private Path folder;

    @Test
    void memoryKeepsAWholePass() {
        var cached = rows.cache();
        cached.iterator().next();
        assertEquals(1, made.get());
        var first = cached.stream().toList();
        assertEquals(4, made.get());
        assertEquals(first, cached.stream().toList());
        assertEquals(first, cached.repeat(2).skip(3).stream().toList());
        assertEquals(4, made.get());
        assertEquals(3, rows.filter(element -> true).cache().stream().count());
    }

    @Test
    void memoryKnowsItsCardinalityOnceFilled() {
        var cached = rows.filter(element -> element.weights().item() > 0).cache();
        assertEquals(Dataset.UNKNOWN, cached.cardinality());
        cached.forEach(element -> { });
        assertEquals(2, cached.cardinality());
    }

    @Test
    void aFileKeepsAWholePassForLaterRuns() throws IOException {
        var file = folder.resolve("new/kept");
        var cached = rows.cache(file);
        try (var left = cached.iterator()) {
            left.next();
        }
        assertFalse(Files.exists(file));
        try (var files = Files.list(folder.resolve("new"))) {
            assertEquals(0, files.count());
        }
        var first = cached.stream().toList();
        made.set(0);
        assertEquals(first, cached.stream().toList());
        assertEquals(rows.stream().toList(), rows.cache(file).stream().toList());
        assertEquals(rows.batch(2).stream().toList(), cached.batch(2).stream().toList());
        try (var files = Files.list(folder.resolve("new"))) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        var file = folder.resolve("kept");
        rows.cache(file).forEach(element -> { });
        var content = Files.readAllBytes(file);
        assertMessage(Dataset.fromTensorSlices(new int[3]).cache(file),
                "holds (float32[2], int64[], uint8[]), but the elements to be cached are (int32[]); delete it");
        Files.write(file, Arrays.copyOf(content, content.length - 3));
        assertMessage(rows.cache(file), "kept is cut short; delete it, and it is made again");
        Files.write(file, new byte[3]);
        assertMessage(rows.cache(file), "is cut short");
        Files.writeString(file, "this is some other file");
        assertMessage(rows.cache(file), "is no cache of a dataset");
        content[10] = 99;
        Files.write(file, content);
        assertMessage(rows.cache(file), "is damaged");
        Files.writeString(folder.resolve("file"), "in the way");
        assertMessage(rows.cache(folder.resolve("file/kept")), "cannot be written");
    }

    private static void assertMessage(Dataset dataset, String part) {
        var message = assertThrows(DataException.class, () -> dataset.forEach(element -> { })).getMessage();
        assertTrue(message.contains(part), message);
    }
}
