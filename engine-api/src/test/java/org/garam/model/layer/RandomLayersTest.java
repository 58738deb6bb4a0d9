package org.garam.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.garam.conformance.TestEngine;
import org.garam.op.ShapeException;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Randomness;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** Layers that draw random numbers: what comes out of large samples. */
public class RandomLayersTest {
    private static final Weights NONE = Weights.of(Map.of());
    private static final int SIZE = 40_000;
    private final Engine engine = TestEngine.current();

    private static Phase training(long key) {
        return Phase.training((type, seed) -> Randomness.uniform(type, Randomness.state(seed.orElse(key), 0)));
    }

    private double[] ofOnes(Layer layer, DType dtype) {
        return engine.call(() -> layer.call(Creation.full(TensorType.of(dtype, SIZE), 1), NONE, training(3))
                .toDoubles());
    }

    /** Within five standard errors, those of the variance for numbers with the given fourth moment. */
    private static void assertMoments(double mean, double variance, double kurtosis, double... values) {
        double found = Arrays.stream(values).average().orElseThrow();
        double spread = Arrays.stream(values).map(x -> (x - found) * (x - found)).average().orElseThrow();
        assertEquals(mean, found, 5 * Math.sqrt(variance / SIZE));
        assertEquals(variance, spread, 5 * variance * Math.sqrt((kurtosis - 1) / SIZE));
    }

    @Test
    void noiseIsNormal() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            double[] values = ofOnes(new GaussianNoise(0.5), dtype);
            assertMoments(1, 0.25, 3, values);
            double beyond = Arrays.stream(values).filter(x -> Math.abs(x - 1) > 1).count() / (double) SIZE;
            // 4.55 per cent of normal numbers are farther than two standard deviations from the mean.
            assertEquals(0.0455, beyond, 5 * Math.sqrt(0.0455 / SIZE));
            assertMoments(1, 0.2 / 0.8, 3, ofOnes(new GaussianDropout(0.2), dtype));
        }
    }

    @Test
    void neighboursAreIndependent() {
        double[] values = ofOnes(new GaussianNoise(1), DType.FLOAT64);
        double product = 0;
        for (int i = 1; i < SIZE; i++) {
            product += (values[i] - 1) * (values[i - 1] - 1);
        }
        assertEquals(0, product / SIZE, 5 / Math.sqrt(SIZE));
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        engine.run(() -> {
            Tensor normal = training(5).normal(TensorType.of(DType.FLOAT64, SIZE), OptionalLong.empty());
            double[] values = new AlphaDropout(0.3).call(normal, NONE, training(7)).toDoubles();
            assertMoments(0, 1, 4, values);
            double level = values[firstRepeated(values)];
            double saturated = Arrays.stream(values).filter(x -> x == level).count() / (double) SIZE;
            assertEquals(0.3, saturated, 5 * Math.sqrt(0.21 / SIZE));
        });
    }

    /** All saturated numbers are equal, and no two others are. */
    private static int firstRepeated(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                double repeated = sorted[i];
                return Arrays.stream(values).boxed().toList().indexOf(repeated);
            }
        }
        throw new AssertionError("no number is there twice");
    }

    @Test
    void nothingIsDoneInInferenceOrWithoutDisturbance() {
        engine.run(() -> {
            Tensor x = Tensor.of(1, 2, 3);
            for (Layer layer : List.of(new Dropout(0.5), new AlphaDropout(0.5), new GaussianNoise(0.5),
                    new GaussianDropout(0.5))) {
                assertSame(x, layer.call(x, NONE, Phase.inference()));
            }
            for (Layer layer : List.of(new Dropout(0), new AlphaDropout(0), new GaussianNoise(0),
                    new GaussianDropout(0))) {
                assertSame(x, layer.call(x, NONE, training(1)));
            }
        });
    }

    @Test
    void aNoiseShapeDropsTogether() {
        engine.run(() -> {
            Tensor ones = Creation.full(TensorType.of(DType.FLOAT32, 20, 4, 5), 1);
            Dropout layer = new Dropout(0.5).noiseShape(-1, 1, -1);
            assertEquals(Shape.of(4, 5), layer.outputShape(Shape.of(4, 5)));
            float[] values = layer.call(ones, NONE, training(2)).toFloats();
            boolean differs = false;
            for (int i = 0; i < values.length; i++) {
                int first = i / 20 * 20 + i % 5;
                assertEquals(values[first], values[i]);
                differs |= values[i] != values[0];
            }
            assertTrue(differs);
        });
        assertThrows(ShapeException.class, () -> new Dropout(0.5).noiseShape(-1, 1).outputShape(Shape.of(4, 5)));
        assertThrows(ShapeException.class, () -> new Dropout(0.5).noiseShape(-1, 2, 5).outputShape(Shape.of(4, 5)));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(0.5).noiseShape(0));
    }

    @Test
    void aSeedOfItsOwnDecides() {
        engine.run(() -> {
            Tensor ones = Creation.full(TensorType.of(DType.FLOAT32, 100), 1);
            for (Layer layer : List.of(new Dropout(0.5).seed(4), new AlphaDropout(0.5).seed(4),
                    new GaussianNoise(0.5).seed(4), new GaussianDropout(0.5).seed(4))) {
                assertArrayEquals(layer.call(ones, NONE, training(1)).toFloats(),
                        layer.call(ones, NONE, training(2)).toFloats());
            }
            assertFalse(Arrays.equals(new Dropout(0.5).call(ones, NONE, training(1)).toFloats(),
                    new Dropout(0.5).call(ones, NONE, training(2)).toFloats()));
        });
    }

    @Test
    void settingsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new GaussianNoise(-1));
        assertThrows(IllegalArgumentException.class, () -> new GaussianNoise(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new GaussianDropout(1));
        assertThrows(IllegalArgumentException.class, () -> new AlphaDropout(-0.1));
    }
}
