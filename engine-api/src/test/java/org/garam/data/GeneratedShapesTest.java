package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedShapesTest {

    private static final ImageDataSet SHAPES = GeneratedShapes.generate(42, 1000, 500);

    @Test
    void hasTheFormatOfFashionMnist() {
        var train = SHAPES.train();
        assertEquals(List.of(1000, 28, 28), List.of(train.count(), train.height(), train.width()));
        assertEquals(500, SHAPES.test().count());
        assertEquals(List.of("circle", "ring", "square", "frame", "triangle", "cross", "plus", "horizontal bar",
                "vertical bar", "checker"), train.classNames());
        assertEquals("generated from seed 42", SHAPES.source());
    }

    @Test
    void givesTheSameBytesEverywhere() {
        assertEquals("203a81e2d7c2f11c9b4a3129213f2eb79830885a483cdbf6e000ad16f2f96a99",
                TestFiles.hex("SHA-256", SHAPES.train().pixels()));
        assertEquals("f2f9d0cfe9700c24116eedb83804013a70eb268d82eb4ddbcfb8bc92ac6eb7ef",
                TestFiles.hex("SHA-256", SHAPES.train().labels()));
    }

    @Test
    void isBalancedInEveryPartAndInNoFixedOrder() {
        var labels = SHAPES.train().labelIds();
        for (var block = 0; block < labels.length; block += 10) {
            assertEquals(10, Arrays.stream(labels, block, block + 10).distinct().count());
        }
        assertFalse(Arrays.equals(Arrays.copyOf(labels, 10), Arrays.copyOfRange(labels, 10, 20)));
    }

    @Test
    void aSmallerSetIsTheBeginningOfALargerOne() {
        var smaller = GeneratedShapes.generate(42, 15, 7);
        assertArrayEquals(SHAPES.train().limit(15).pixels(), smaller.train().pixels());
        assertArrayEquals(SHAPES.test().limit(7).labels(), smaller.test().labels());
    }

    @Test
    void otherSeedsAndTheTestPartAreOtherImages() {
        var other = GeneratedShapes.generate(43, 10, 10);
        assertFalse(Arrays.equals(SHAPES.train().limit(10).pixels(), other.train().pixels()));
        assertFalse(Arrays.equals(SHAPES.train().limit(10).pixels(), SHAPES.test().limit(10).pixels()));
    }

    /** The nearest of the classes' mean images is a linear rule: better than chance, far from perfect. */
    @Test
    void isNeitherNoiseNorTrivial() {
        var means = classMeans(SHAPES.train());
        var right = 0;
        var pixels = SHAPES.test().scaledPixels();
        var labels = SHAPES.test().labelIds();
        for (var image = 0; image < labels.length; image++) {
            right += nearest(means, pixels, image) == labels[image] ? 1 : 0;
        }
        var accuracy = right / (double) labels.length;
        assertTrue(accuracy > 0.25 && accuracy < 0.8, "accuracy " + accuracy);
    }

    @Test
    void rejectsCountsThatMakeNoSense() {
        for (var count : new int[] {0, -1, 10_000_000}) {
            var message = assertThrows(IllegalArgumentException.class, () -> GeneratedShapes.generate(1, count, 1))
                    .getMessage();
            assertTrue(message.contains(count + " images; give 1 to "), message);
        }
    }

    private static float[][] classMeans(LabelledImages images) {
        var size = images.height() * images.width();
        var means = new float[images.classNames().size()][size];
        var pixels = images.scaledPixels();
        var labels = images.labelIds();
        for (var i = 0; i < pixels.length; i++) {
            means[labels[i / size]][i % size] += pixels[i] * means.length / images.count();
        }
        return means;
    }

    private static int nearest(float[][] means, float[] pixels, int image) {
        var best = -1;
        var bestDistance = Double.MAX_VALUE;
        for (var candidate = 0; candidate < means.length; candidate++) {
            var distance = 0.0;
            for (var i = 0; i < means[candidate].length; i++) {
                var difference = means[candidate][i] - pixels[image * means[candidate].length + i];
                distance += difference * difference;
            }
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }
}
