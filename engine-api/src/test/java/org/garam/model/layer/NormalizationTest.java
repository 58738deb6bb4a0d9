package org.garam.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.garam.conformance.TestEngine;
import org.garam.op.ShapeException;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;

public class NormalizationTest {
    private static final float[][] SEEN = {{0, 7, 4}, {2, 9, 6}, {0, 7, 4}, {2, 9, 6}};
    private final Engine engine = TestEngine.current();

    private static float[] call(Normalization layer, Tensor x) {
        Shape sample = x.shape().without(0);
        assertEquals(sample, layer.outputShape(sample));
        Normalization.Statistics known = layer.statistics().orElseThrow();
        Map<String, Tensor> weights = layer.weights(sample).isEmpty() ? Map.of()
                : Map.of("mean", Tensor.of(floats(known.mean())), "variance", Tensor.of(floats(known.variance())));
        return layer.call(x, Weights.of(weights), Phase.inference()).toFloats();
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    /** The examples of Keras' documentation. */
    @Test
    void examplesOfKeras() {
        engine.run(() -> {
            Tensor x = Tensor.of(new float[][] {{1}, {2}, {3}});
            float[] expected = {-1.4142135f, -0.70710677f, 0};
            assertArrayEquals(expected, call(new Normalization().axis().adapt(new float[] {1, 2, 3, 4, 5}), x), 1e-6f);
            assertArrayEquals(expected, call(new Normalization(3, 2), x), 1e-6f);
            assertArrayEquals(new float[] {-1, -1, -1}, call(new Normalization().adapt(SEEN),
                    Tensor.of(new float[][] {{0, 7, 4}})), 1e-6f);
            assertArrayEquals(new float[] {2, 10, 8}, call(new Normalization().invert(true).adapt(SEEN),
                    Tensor.of(new float[][] {{1, 2, 3}})), 1e-6f);
        });
    }

    @Test
    void adaptingComputesInDoublePrecision() {
        SplittableRandom random = new SplittableRandom(1);
        float[][][] data = new float[50][4][3];
        for (float[][] sample : data) {
            for (float[] row : sample) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (float) (1e4 + i + random.nextGaussian());
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            int feature = i;
            double[] values = Arrays.stream(data).flatMap(Arrays::stream).mapToDouble(row -> row[feature]).toArray();
            double mean = Arrays.stream(values).average().orElseThrow();
            double variance = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
            Normalization.Statistics found = engine.call(() -> new Normalization().adapt(data)).statistics()
                    .orElseThrow();
            assertEquals(mean, found.mean().get(feature), 1e-10 * mean);
            assertEquals(variance, found.variance().get(feature), 1e-10);
        }
        assertEquals(12, engine.call(() -> new Normalization().axis(1, 2).adapt(data)).statistics().orElseThrow()
                .mean().size());
    }

    @Test
    void whatItWasAdaptedToAreWeightsAndTheShapeOfSamples() {
        engine.run(() -> {
            Normalization fresh = new Normalization();
            Normalization adapted = fresh.adapt(new int[][] {{1, 2}, {3, 6}});
            assertEquals(Optional.empty(), fresh.statistics());
            assertEquals(new Normalization.Statistics(List.of(2.0, 4.0), List.of(1.0, 4.0), true),
                    adapted.statistics().orElseThrow());
            assertEquals(Optional.of(Shape.of(2)), adapted.inputShape());
            assertEquals(List.of("mean", "variance", "count"),
                    adapted.weights(Shape.of(2)).stream().map(WeightSpec::name).toList());
            assertTrue(adapted.weights(Shape.of(2)).stream().noneMatch(WeightSpec::trainable));
            assertEquals(List.of(), new Normalization(1, 2).weights(Shape.of(2)));
        });
    }

    @Test
    void aFeatureThatDoesNotVaryIsNotDividedByZero() {
        engine.run(() -> assertArrayEquals(new float[] {0, 1e7f}, call(new Normalization(5, 0),
                Tensor.of(new float[][] {{5}, {6}})), 1));
    }

    @Test
    void whatIsWrongIsSaid() {
        engine.run(() -> {
            assertTold(ShapeException.class, "adapt(data) returns", () -> new Normalization().outputShape(Shape.of(2)));
            assertTold(ShapeException.class, "has 2 means, but samples of shape [3]",
                    () -> new Normalization().adapt(new float[3][2]).outputShape(Shape.of(3)));
            assertTold(IllegalArgumentException.class, "NaN or infinite",
                    () -> new Normalization().adapt(new float[][] {{Float.NaN}}));
            assertTold(IllegalArgumentException.class, "null", () -> new Normalization().adapt(null));
            assertTold(ShapeException.class, "empty", () -> new Normalization().adapt(new float[0][2]));
            assertTold(ShapeException.class, "that of the batch",
                    () -> new Normalization().axis(0).adapt(new float[3][2]));
            assertTold(IllegalArgumentException.class, "variances of 0 or more", () -> new Normalization(0, -1));
            assertTold(IllegalArgumentException.class, "as many means as variances, received 2 and 1",
                    () -> new Normalization(new double[2], new double[1]));
        });
    }

    private static void assertTold(Class<? extends RuntimeException> type, String part, Runnable action) {
        String message = assertThrows(type, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
