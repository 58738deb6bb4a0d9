package org.garam.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixProductTest {
    private static final int[] SIZES = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 63, 65, 100, 127, 300};

    /** Rows, columns, depth: beyond every kind of block, and nothing at all. */
    private static final int[][] SPECIAL = {
            {32, 300, 784}, {784, 300, 32}, {259, 130, 257}, {130, 1100, 70}, {40, 50, 1030}, {9, 17, 2100},
            {300, 3, 1500}, {1, 700, 1300}, {700, 1, 1300}, {1000, 700, 3}, {130, 600, 1030}, {32, 10, 100},
            {32, 1, 30}, {0, 5, 3}, {5, 0, 3}, {5, 4, 0}, {1, 1, 0}, {33, 65, 0},
    };
    private static final int[] WORKERS = {1, 2, 3};
    private static final int SHIFTS = 3;

    /** Each size meets several others in each role; all triples would take minutes. */
    private static List<int[]> sizes() {
        var sizes = new ArrayList<>(List.of(SPECIAL));
        for (int shift = 0; shift < SHIFTS; shift++) {
            for (int i = 0; i < SIZES.length; i++) {
                sizes.add(new int[] {SIZES[i], SIZES[(7 * i + 3 * shift) % SIZES.length],
                        SIZES[(11 * i + 5 * shift) % SIZES.length]});
            }
        }
        return sizes;
    }

    private static Stream<ProductCase> layouts(ProductReference reference) {
        return IntStream.range(0, 8).mapToObj(bits ->
                new ProductCase(reference, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) == 0 ? 0 : 3));
    }

    private static void verifyAll(Precision precision, List<int[]> sizes) {
        var references = sizes.stream()
                .map(size -> ProductReference.random(precision, size[0], size[1], size[2])).toList();
        for (int workers : WORKERS) {
            try (var pool = new WorkerPool(workers)) {
                var scratch = new PackingScratch(workers);
                references.forEach(reference -> layouts(reference).forEach(product -> product.verify(pool, scratch)));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> hasTheBitsOfOneChainOfMultiplyAddsPerElement() {
        return Stream.of(Precision.values()).map(precision ->
                DynamicTest.dynamicTest(precision.name(), () -> verifyAll(precision, sizes())));
    }

    /** What {@link #hasTheSameBitsInEveryConfiguration} runs in another JVM. */
    public static void main(String[] arguments) {
        for (var precision : Precision.values()) {
            verifyAll(precision, sizes().stream().limit(SPECIAL.length + SIZES.length)
                    .filter(size -> size[0] * size[1] * size[2] < 500_000).toList());
        }
        boolean expected = Boolean.parseBoolean(arguments[0]);
        if (VectorSupport.available() != expected) {
            throw new AssertionError("the Vector API should " + (expected ? "" : "not ") + "be used");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "false", "false --add-modules=jdk.incubator.vector -Dgaram.cpu.vector=off",
            "true --add-modules=jdk.incubator.vector -Dgaram.cpu.vector.bits=128",
            "true --add-modules=jdk.incubator.vector -Dgaram.cpu.vector.bits=256",
    })
    void hasTheSameBitsInEveryConfiguration(String configuration) throws IOException, InterruptedException {
        String[] words = configuration.split(" ");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(words).subList(1, words.length));
        command.addAll(List.of("-ea", "-cp", System.getProperty("java.class.path"),
                MatrixProductTest.class.getName(), words[0]));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }

    @Test
    void warmUpEndsAndLeavesAProductThatWorks() {
        var shape = ProductShape.dense(Precision.FLOAT, 32, 100, 50, false, true);
        var scratch = new PackingScratch(2);
        new MatrixProduct(shape, 2, scratch).warmUp();
        try (var pool = new WorkerPool(2)) {
            layouts(ProductReference.random(Precision.FLOAT, 32, 100, 50))
                    .forEach(product -> product.verify(pool, scratch));
        }
    }

    @Test
    void tinyProductsAreLeftToOneWorkerAndLargeOnesAreNot() {
        var scratch = new PackingScratch(4);
        assertEquals(1, new MatrixProduct(ProductShape.dense(Precision.FLOAT, 6, 3, 2, false, false), 4, scratch)
                .activeWorkers());
        assertEquals(4, new MatrixProduct(ProductShape.dense(Precision.FLOAT, 256, 256, 256, false, false), 4, scratch)
                .activeWorkers());
    }

    @Test
    void runAllocatesNothing() {
        var shape = ProductShape.dense(Precision.FLOAT, 64, 100, 50, true, true);
        var product = new MatrixProduct(shape, 1, new PackingScratch(1));
        float[] a = new float[64 * 50];
        float[] b = new float[100 * 50];
        float[] c = new float[64 * 100];
        product.warmUp();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            product.run(0, a, 0, b, 0, c, 0, null);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }

    @Test
    void refusesStridesItCannotRead() {
        var failure = assertThrows(IllegalArgumentException.class,
                () -> new ProductShape(Precision.FLOAT, 4, 4, 4, 8, 2, 4, 1, 4));
        assertTrue(failure.getMessage().contains("strides 8 and 2"), failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new ProductShape(Precision.FLOAT, 4, 4, 4, 4, 1, 3, 3, 4));
        assertThrows(IllegalArgumentException.class, () -> new ProductShape(Precision.FLOAT, 4, 4, 4, 4, 1, 4, 1, 3));
        assertThrows(IllegalArgumentException.class, () -> ProductShape.dense(Precision.FLOAT, -1, 4, 4, false, false));
    }
}
