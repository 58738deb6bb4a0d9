package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelledImagesTest {

    private static final List<String> CLASSES = List.of("dark", "bright");
    private static final byte[] PIXELS = {0, 51, -1, -128, 1, 2, 3, 4, 5, 6, 7, 8};
    private static final LabelledImages THREE = new LabelledImages("three", 3, 2, 2, PIXELS, new byte[] {0, 1, 0},
            CLASSES);

    @Test
    void scalesPixelsAsUnsignedBytesAndNumbersLabels() {
        var scaled = THREE.scaledPixels();
        assertArrayEquals(new float[] {0, 0.2f, 1, 128 / 255f}, Arrays.copyOf(scaled, 4));
        assertEquals(12, scaled.length);
        assertArrayEquals(new int[] {0, 1, 0}, THREE.labelIds());
        var many = new LabelledImages("many", 1, 1, 1, new byte[1], new byte[] {-56}, Collections.nCopies(201, "c"));
        assertArrayEquals(new int[] {200}, many.labelIds());
    }

    @Test
    void becomesADataset() {
        var samples = THREE.toDataset();
        assertEquals("(float32[2, 2], int32[])", samples.spec().toString());
        assertEquals(Element.of(new float[][] {{0, 0.2f}, {1, 128 / 255f}}, 0), samples.iterator().next());
        assertEquals(3, samples.cardinality());
    }

    @Test
    void slicesAndLimits() {
        var middle = THREE.slice(1, 2);
        assertEquals(1, middle.count());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, middle.pixels());
        assertArrayEquals(new byte[] {1}, middle.labels());
        assertArrayEquals(new byte[] {0, 1}, THREE.limit(2).labels());
        assertSame(THREE, THREE.limit(3));
        assertSame(THREE, THREE.limit(99));
        assertEquals("three: 3 images of 2 x 2, 2 classes", THREE.toString());
    }

    @Test
    void joinsImagesAndLabels() {
        var joined = LabelledImages.of("joined", images(3), labels(0, 1, 1), CLASSES);
        assertEquals("joined", joined.name());
        assertEquals(List.of(3, 2, 2), List.of(joined.count(), joined.height(), joined.width()));
        assertArrayEquals(new int[] {0, 1, 1}, joined.labelIds());
    }

    private record Rejected(String what, Class<? extends RuntimeException> type, Executable action,
            List<String> message) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Rejected invalid(String what, Executable action, String... message) {
        return new Rejected(what, InvalidDataException.class, action, List.of(message));
    }

    private static Rejected argument(String what, Executable action, String... message) {
        return new Rejected(what, IllegalArgumentException.class, action, List.of(message));
    }

    private static Stream<Rejected> rejected() {
        return Stream.of(
                invalid("pixels", () -> new LabelledImages("x", 2, 2, 2, new byte[7], new byte[2], CLASSES),
                        "x: 7 pixels for 2 images of 2 x 2", "need 8"),
                invalid("labels", () -> new LabelledImages("x", 2, 2, 2, new byte[8], new byte[3], CLASSES),
                        "x: 2 images but 3 labels"),
                invalid("empty", () -> new LabelledImages("x", 0, 2, 2, new byte[0], new byte[0], CLASSES),
                        "0 images", "at least 1"),
                invalid("no classes", () -> new LabelledImages("x", 1, 1, 1, new byte[1], new byte[1], List.of()),
                        "0 class names"),
                invalid("label", () -> new LabelledImages("x", 1, 1, 1, new byte[1], new byte[] {-1}, CLASSES),
                        "label 255 of image 0", "2 classes", "0 to 1"),
                invalid("label of a file", () -> LabelledImages.of("x", images(1), labels(2), CLASSES),
                        "label 2 of image 0", "images.gz", "labels.gz"),
                invalid("counts", () -> LabelledImages.of("x", images(2), labels(0, 1, 1), CLASSES),
                        "images.gz holds 2 images", "labels.gz holds 3 labels"),
                invalid("exchanged", () -> LabelledImages.of("x", labels(0), images(1), CLASSES),
                        "labels.gz has the dimensions [1]", "[count, height, width]", "exchanged"),
                invalid("two sizes", () -> new ImageDataSet("x", THREE,
                        new LabelledImages("y", 1, 1, 1, new byte[1], new byte[1], CLASSES), "nowhere"),
                        "2 x 2", "1 x 1"),
                argument("empty slice", () -> THREE.slice(2, 2), "from 2 to 2 of 3"),
                argument("slice before", () -> THREE.slice(-1, 2), "from -1 to 2"),
                argument("slice behind", () -> THREE.slice(0, 4), "from 0 to 4 of 3", "to <= 3"),
                argument("limit", () -> THREE.limit(0), "limit 0", "at least 1"));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void saysWhatIsWrong(Rejected rejected) {
        var message = assertThrows(rejected.type(), rejected.action()).getMessage();
        for (var part : rejected.message()) {
            assertTrue(message.contains(part), message);
        }
    }

    private static IdxFile images(int count) {
        return new IdxFile("images.gz", List.of(count, 2, 2), new byte[count * 4]);
    }

    private static IdxFile labels(int... labels) {
        var bytes = new byte[labels.length];
        for (var i = 0; i < labels.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return new IdxFile("labels.gz", List.of(labels.length), bytes);
    }
}
