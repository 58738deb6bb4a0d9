package org.garam.model.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again bit for bit; what is not whole is refused. */
class StateFileTest {
    @TempDir
    private Path folder;

    private static SavedState example() {
        return new SavedState().putNumber("pi", Math.PI).putInteger("most", Long.MAX_VALUE)
                .putNumbers("special", Double.NaN, -0.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE)
                .putIntegers("none").putText("text", "Grüße, 가람\n").putText("empty", "");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static String message(Runnable action) {
        return assertThrows(StateFileException.class, action::run).getMessage();
    }

    @Test
    void isReadAsItWasWritten() {
        StateFile.write(file("a.garam"), example());
        SavedState read = StateFile.read(file("a.garam"));
        assertEquals(List.copyOf(example().names()), List.copyOf(read.names()));
        assertEquals(Math.PI, read.number("pi"));
        assertEquals(Long.MAX_VALUE, read.integer("most"));
        assertArrayEquals(new double[] {Double.NaN, -0.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE}, read.numbers("special"));
        assertEquals(0, read.integers("none").length);
        assertEquals("Grüße, 가람\n", read.text("text"));
        assertEquals("", read.text("empty"));
    }

    /** Sizes around those of what is moved at once, and every element type with all bits a random number may have. */
    @Test
    void everyTypeAndSizeIsKept() {
        Random random = new Random(1);
        for (DType dtype : DType.values()) {
            for (int size : new int[] {0, 1, 7, 16383, 16384, 65535, 65536, 65537, 200001}) {
                TensorType type = TensorType.of(dtype, 1, size);
                byte[] bits = new byte[Math.toIntExact(type.bytes())];
                random.nextBytes(bits);
                SavedState state = new SavedState().putText("odd", "x".repeat(random.nextInt(9)))
                        .put("values", new SavedState.Entry(type, MemorySegment.ofArray(bits)));
                StateFile.write(file("t.garam"), state);
                SavedState.Entry read = StateFile.read(file("t.garam")).entry("values");
                assertEquals(type, read.type());
                assertArrayEquals(bits, read.values().toArray(ValueLayout.JAVA_BYTE), type.toString());
            }
        }
    }

    @Test
    void tensorsComeBackOnTheDevice() {
        new Engine(new ReferenceDevice()).run(() -> {
            Tensor tensor = Tensor.of(new int[][] {{1, -2}, {3, 4}});
            StateFile.write(file("d.garam"), new SavedState().put("t", tensor));
            Tensor read = StateFile.read(file("d.garam")).tensor("t");
            assertEquals(tensor.type(), read.type());
            assertArrayEquals(tensor.toInts(), read.toInts());
        });
    }

    /** The bytes by hand, as the documentation of the format says. */
    @Test
    void theFormatIsAsDescribed() throws Exception {
        ByteBuffer expected = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        expected.put((byte) 0x89).put("GARAM\r\n".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(1);
        expected.putInt(1).put((byte) 'w').putInt(7).put("float32".getBytes(StandardCharsets.US_ASCII));
        expected.putInt(2).putLong(1).putLong(2).putFloat(1.5f).putFloat(-2);
        byte[] body = Arrays.copyOf(expected.array(), expected.position());
        expected.put(MessageDigest.getInstance("SHA-256").digest(body));
        StateFile.write(file("f.garam"), new SavedState().put("w", new SavedState.Entry(
                new TensorType(DType.FLOAT32, Shape.of(1, 2)), MemorySegment.ofArray(new float[] {1.5f, -2}))));
        assertArrayEquals(Arrays.copyOf(expected.array(), expected.position()), Files.readAllBytes(file("f.garam")));
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        StateFile.write(file("whole.garam"), example());
        byte[] whole = Files.readAllBytes(file("whole.garam"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file("cut.garam"), Arrays.copyOf(whole, length));
            String said = message(() -> StateFile.read(file("cut.garam")));
            assertTrue(said.contains("cut.garam is damaged"), said);
        }
        Files.write(file("long.garam"), Arrays.copyOf(whole, whole.length + 1));
        assertTrue(message(() -> StateFile.read(file("long.garam"))).contains("checksum"));
    }

    @Test
    void aBitThatChangedAnywhereIsNoticed() throws IOException {
        StateFile.write(file("whole.garam"), example());
        byte[] whole = Files.readAllBytes(file("whole.garam"));
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file("changed.garam"), changed);
            message(() -> StateFile.read(file("changed.garam")));
        }
    }

    @Test
    void whatIsNotOurs() throws IOException {
        Files.writeString(file("notes.txt"), "loss 0.3\n".repeat(20));
        assertTrue(message(() -> StateFile.read(file("notes.txt"))).contains("not a file of saved weights"));
        assertTrue(message(() -> StateFile.read(file("none.garam"))).contains("there is no file"));
        StateFile.write(file("new.garam"), example());
        byte[] newer = Files.readAllBytes(file("new.garam"));
        newer[8] = 2;
        Files.write(file("new.garam"), newer);
        assertTrue(message(() -> StateFile.read(file("new.garam"))).contains("version 2"));
    }

    @Test
    void whatAKilledWriterLeftHarmsNothing() throws IOException {
        StateFile.write(file("a.garam"), example());
        Files.write(file(".a.garam.unfinished"), new byte[1000]);
        assertEquals(Math.PI, StateFile.read(file("a.garam")).number("pi"));
        StateFile.write(file("a.garam"), new SavedState().putInteger("epoch", 2));
        assertEquals(2, StateFile.read(file("a.garam")).integer("epoch"));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file("a.garam")), left.toList());
        }
    }

    @Test
    void aFailureLeavesTheOldFile() throws IOException {
        StateFile.write(file("a.garam"), example());
        // A folder where the unfinished file would be: it cannot be written.
        Files.createDirectory(file(".a.garam.unfinished"));
        String said = message(() -> StateFile.write(file("a.garam"), new SavedState().putInteger("epoch", 2)));
        assertTrue(said.contains("cannot write") && said.contains("untouched"), said);
        assertEquals(Math.PI, StateFile.read(file("a.garam")).number("pi"));
    }

    @Test
    void foldersAreMadeAndFoldersAreNoFiles() {
        StateFile.write(file("deep/er/a.garam"), example());
        assertTrue(Files.exists(file("deep/er/a.garam")));
        assertTrue(message(() -> StateFile.write(file("deep"), example())).contains("it is a folder"));
        StateFile.delete(file("deep/er/a.garam"));
        StateFile.delete(file("deep/er/a.garam"));
        assertFalse(Files.exists(file("deep/er/a.garam")));
    }

    @Test
    void kerasEndingsAreLeftToKeras() {
        for (String name : List.of("model.keras", "model.weights.h5", "MODEL.H5")) {
            String said = assertThrows(IllegalArgumentException.class, () -> StateFile.write(file(name), example()))
                    .getMessage();
            assertTrue(said.contains(name) && said.contains(".garam"), said);
        }
    }

    @Test
    void whatIsAskedForMustBeThere() {
        SavedState state = example();
        assertTrue(message(() -> state.number("tau")).contains("[pi, most"));
        assertTrue(message(() -> state.integer("pi")).contains("float64"));
        assertTrue(message(() -> state.number("special")).contains("[4]"));
        assertThrows(IllegalArgumentException.class, () -> state.putNumber("pi", 3));
        assertEquals(List.of("pi"), new SavedState().putAll("a/b", new SavedState().putNumber("pi", 3)).part("a/b").names()
                .stream().toList());
    }
}
