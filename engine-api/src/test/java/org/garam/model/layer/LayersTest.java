package org.garam.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.garam.conformance.TestEngine;
import org.garam.model.initializer.Constant;
import org.garam.model.initializer.HeNormal;
import org.garam.op.ShapeException;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

public class LayersTest {
    private static final Weights NONE = Weights.of(Map.of());
    private final Engine engine = TestEngine.current();

    @Test
    void denseTellsItsWeights() {
        Dense layer = new Dense(5, "relu").kernelInitializer("he_normal").biasInitializer(new Constant(1));
        assertEquals(List.of(new WeightSpec("kernel", Shape.of(3, 5), new HeNormal(), true),
                new WeightSpec("bias", Shape.of(5), new Constant(1), true)), layer.weights(Shape.of(7, 3)));
        assertEquals(Shape.of(7, 5), layer.outputShape(Shape.of(7, 3)));
        assertEquals(1, layer.useBias(false).weights(Shape.of(3)).size());
        assertEquals(Optional.of(Shape.of(3)), layer.inputShape(3).inputShape());
        assertEquals(Optional.empty(), layer.inputShape());
    }

    @Test
    void denseNeedsAnAxisAndUnits() {
        ShapeException thrown = assertThrows(ShapeException.class, () -> new Dense(1).outputShape(Shape.SCALAR));
        assertTrue(thrown.getMessage().contains("reshape(-1, 1)"), thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Dense(0));
        assertThrows(IllegalArgumentException.class, () -> new Dense(1, "rellu"));
    }

    @Test
    void flattenKeepsTheBatch() {
        engine.run(() -> {
            Tensor flat = new Flatten(2, 3).call(Tensor.of(new float[12], 2, 2, 3), NONE, Phase.inference());
            assertEquals(Shape.of(2, 6), flat.shape());
            Tensor column = new Flatten().call(Tensor.of(1, 2, 3), NONE, Phase.inference());
            assertEquals(Shape.of(3, 1), column.shape());
        });
        assertEquals(Optional.of(Shape.of(28, 28)), new Flatten(28, 28).inputShape());
        assertEquals(Optional.empty(), new Flatten().inputShape());
        assertEquals(Shape.of(1), new Flatten().outputShape(Shape.SCALAR));
    }

    @Test
    void dropoutDropsAndScales() {
        engine.run(() -> {
            Tensor x = Tensor.of(1, 2, 3, 4);
            Tensor drawn = Tensor.of(0.1f, 0.25f, 0.24f, 0.9f);
            Phase phase = Phase.training((_, _) -> drawn);
            float[] kept = new Dropout(0.25).call(x, NONE, phase).toFloats();
            assertArrayEquals(new float[] {0, 2 / 0.75f, 0, 4 / 0.75f}, kept, 1e-6f);
            assertSame(x, new Dropout(0.25).call(x, NONE, Phase.inference()));
            assertSame(x, new Dropout(0).call(x, NONE, phase));
        });
    }

    @Test
    void dropoutKeepsTheExpectedSum() {
        engine.run(() -> {
            int size = 20_000;
            SplittableRandom random = new SplittableRandom(3);
            float[] ones = new float[size];
            Arrays.fill(ones, 1);
            Phase phase = Phase.training((type, _) -> {
                float[] uniform = new float[Math.toIntExact(type.shape().count())];
                for (int i = 0; i < uniform.length; i++) {
                    uniform[i] = (float) random.nextDouble();
                }
                return Tensor.of(uniform);
            });
            float[] kept = new Dropout(0.3).call(Tensor.of(ones), NONE, phase).toFloats();
            double sum = 0;
            for (float value : kept) {
                sum += value;
            }
            // Five standard errors of a mean of Bernoulli numbers scaled by 1 / 0.7.
            assertEquals(1, sum / size, 5 * Math.sqrt(0.3 / 0.7 / size));
        });
    }

    @Test
    void dropoutTakesAShare() {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> new Dropout(20));
        assertTrue(thrown.getMessage().endsWith("received 20.0; for 20.0 per cent give 0.2"), thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(-0.1));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(Double.NaN));
    }

    @Test
    void inputChecksSamples() {
        Input input = new Input(28, 28);
        assertEquals(Optional.of(Shape.of(28, 28)), input.inputShape());
        assertThrows(ShapeException.class, () -> input.outputShape(Shape.of(784)));
    }

    @Test
    void aNamedLayerIsTheLayer() {
        Layer hidden = new Dense(4, "relu").inputShape(2).named("hidden");
        assertEquals("hidden", assertInstanceOf(Named.class, hidden).name());
        assertEquals("Dense", hidden.className());
        assertEquals(Optional.of(Shape.of(2)), hidden.inputShape());
        assertEquals(new Named("other", new Dense(4, "relu").inputShape(2)), hidden.named("other"));
        assertThrows(IllegalArgumentException.class, () -> new Flatten().named("a/b"));
    }

    @Test
    void denseComputesInFloat64Too() {
        engine.run(() -> {
            Weights weights = Weights.of(Map.of("kernel", Tensor.of(new double[][] {{2}, {3}}),
                    "bias", Tensor.of(new double[] {1})));
            Tensor y = new Dense(1, "tanh").call(Tensor.of(new double[][] {{0.1, 0.2}}), weights, Phase.inference());
            assertEquals(TensorType.of(DType.FLOAT64, 1, 1), y.type());
            assertEquals(Math.tanh(1.8), y.item(), 1e-15);
        });
    }
}
