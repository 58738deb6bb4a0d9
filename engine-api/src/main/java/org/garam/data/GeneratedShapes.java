package org.garam.data;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Drawn shapes in the format of {@link FashionMnist}, for machines that cannot have it: images of 28 x 28 grey pixels,
 * ten classes, each image with its own position, size, turn, stroke, brightness and noise. The same seed gives the same
 * bytes on every platform and Java version, and a smaller set is the beginning of a larger one.
 */
public final class GeneratedShapes {

    /** What the labels 0 to 9 mean. */
    public static final List<String> CLASS_NAMES = Arrays.stream(DrawnShape.values()).map(DrawnShape::className)
            .toList();

    private static final String NAME = "Generated shapes";
    private static final int SIZE = 28;
    private static final int DEFAULT_TRAIN_COUNT = 60_000;
    private static final int DEFAULT_TEST_COUNT = 10_000;
    /** Far from any seed that people choose, so that test images are not the train images of another seed. */
    private static final long TEST_SEED_OFFSET = 0x5DEECE66D1CE4E5BL;

    private final RandomGenerator random;
    private final byte[] pixels;

    private GeneratedShapes(long seed, int count) {
        // Only nextLong is used: the algorithm fixes it, whereas how bounded numbers are made of it is Java's choice.
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.pixels = new byte[Math.multiplyExact(count, SIZE * SIZE)];
    }

    /** As many images as Fashion-MNIST has: 60000 to train on and 10000 to test with. */
    public static ImageDataSet generate(long seed) {
        return generate(seed, DEFAULT_TRAIN_COUNT, DEFAULT_TEST_COUNT);
    }

    /**
     * @param seed       decides everything
     * @param trainCount images to train on, at least 1
     * @param testCount  images to test with, at least 1; other images than those to train on
     */
    public static ImageDataSet generate(long seed, int trainCount, int testCount) {
        return new ImageDataSet(NAME, images(NAME + " train", seed, trainCount),
                images(NAME + " test", seed + TEST_SEED_OFFSET, testCount), "generated from seed " + seed);
    }

    private static LabelledImages images(String name, long seed, int count) {
        if (count < 1 || count > Integer.MAX_VALUE / (SIZE * SIZE)) {
            throw new IllegalArgumentException(name + ": " + count + " images; give 1 to "
                    + Integer.MAX_VALUE / (SIZE * SIZE));
        }
        var drawing = new GeneratedShapes(seed, count);
        var labels = new byte[count];
        var shapes = DrawnShape.values();
        for (var i = 0; i < count; i++) {
            // Every ten images hold each shape once, so that any part of the data is balanced.
            if (i % shapes.length == 0) {
                drawing.shuffle(shapes);
            }
            var shape = shapes[i % shapes.length];
            labels[i] = (byte) shape.ordinal();
            drawing.draw(shape, i * SIZE * SIZE);
        }
        return new LabelledImages(name, count, SIZE, SIZE, drawing.pixels, labels, CLASS_NAMES);
    }

    private void draw(DrawnShape shape, int offset) {
        var radius = between(5.5, 9.5);
        var thickness = between(1.2, 2.2) / radius;
        var centerRow = SIZE / 2.0 + between(-3.5, 3.5);
        var centerColumn = SIZE / 2.0 + between(-3.5, 3.5);
        var angle = between(-0.2, 0.2);
        // Math.sin may differ in the last bit from one processor to another.
        var sine = StrictMath.sin(angle);
        var cosine = StrictMath.cos(angle);
        var background = between(0, 60);
        var foreground = between(110, 255);
        var noise = between(5, 40);
        for (var row = 0; row < SIZE; row++) {
            for (var column = 0; column < SIZE; column++) {
                var y = (row + 0.5 - centerRow) / radius;
                var x = (column + 0.5 - centerColumn) / radius;
                var distance = radius * shape.distance(cosine * x + sine * y, cosine * y - sine * x, thickness);
                var coverage = Math.clamp(0.5 - distance, 0.0, 1.0);
                var brightness = background + coverage * (foreground - background) + noise * bellShaped();
                pixels[offset + row * SIZE + column] = (byte) Math.clamp((long) brightness, 0, 255);
            }
        }
    }

    private void shuffle(DrawnShape[] shapes) {
        for (var last = shapes.length - 1; last > 0; last--) {
            var other = (int) between(0, last + 1);
            var kept = shapes[last];
            shapes[last] = shapes[other];
            shapes[other] = kept;
        }
    }

    private double between(double low, double high) {
        return low + (high - low) * (random.nextLong() >>> 11) * 0x1p-53;
    }

    /** Mean 0, standard deviation 1: the sum of four uniform numbers, all from one random one. */
    private double bellShaped() {
        var bits = random.nextLong();
        var sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum - 2.0 * 0xffff) / 37837.2;
    }
}
