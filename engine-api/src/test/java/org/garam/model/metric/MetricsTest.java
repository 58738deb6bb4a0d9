package org.garam.model.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.loss.BinaryCrossentropy;
import org.garam.model.loss.CategoricalCrossentropy;
import org.garam.model.loss.MeanAbsoluteError;
import org.garam.model.loss.SparseCategoricalCrossentropy;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final TensorType ONE = TensorType.of(DType.FLOAT32, 8, 1);
    private static final TensorType TEN = TensorType.of(DType.FLOAT32, 8, 10);
    private static final TensorType IDS = TensorType.of(DType.INT32, 8);

    @Test
    void accuracyIsChosenByShapes() {
        assertEquals(new BinaryAccuracy(), Metrics.resolve("accuracy", ONE, ONE));
        assertEquals(new BinaryAccuracy(), Metrics.resolve("acc", IDS, ONE));
        assertEquals(new SparseCategoricalAccuracy(), Metrics.resolve("accuracy", IDS, TEN));
        assertEquals(new SparseCategoricalAccuracy(), Metrics.resolve("accuracy", ONE, TEN));
        assertEquals(new CategoricalAccuracy(), Metrics.resolve("accuracy", TEN, TEN));
        assertEquals(new LossMetric(new BinaryCrossentropy()), Metrics.resolve("ce", ONE, ONE));
        assertEquals(new LossMetric(new SparseCategoricalCrossentropy()), Metrics.resolve("ce", IDS, TEN));
        assertEquals(new LossMetric(new CategoricalCrossentropy()),
                Metrics.resolve("crossentropy", TEN, TEN));
    }

    @Test
    void namesAreKerasNames() {
        assertEquals(new LossMetric(new MeanAbsoluteError()), Metrics.resolve("mae", ONE, ONE));
        assertEquals(new LossMetric(new MeanAbsoluteError()), Metrics.resolve("MeanAbsoluteError", ONE, ONE));
        String message = assertThrows(IllegalArgumentException.class,
                () -> Metrics.resolve("acuracy", ONE, ONE)).getMessage();
        String beginning = "unknown metric \"acuracy\"; did you mean \"accuracy\"?; known are accuracy,";
        assertTrue(message.startsWith(beginning), message);
    }

    @Test
    void withoutSamplesAMeanIsZero() {
        assertArrayEquals(new double[] {0},
                new LossMetric(new MeanAbsoluteError()).result(List.of(new double[] {0}, new double[] {0})));
    }

    @Test
    void samplesOfSeveralValuesCountOnce() {
        new Engine(new ReferenceDevice.Provider().open(0)).run(() -> {
            Tensor zero = Tensor.scalar(DType.FLOAT32, 0);
            Tensor expected = Tensor.of(new float[][] {{1, 0}, {1, 1}});
            Tensor predicted = Tensor.of(new float[][] {{0.9f, 0.1f}, {0.9f, 0.1f}});
            List<Tensor> state = new BinaryAccuracy().update(List.of(zero, zero), expected, predicted, null);
            assertEquals(1.5, state.getFirst().item());
            assertEquals(2, state.getLast().item());
        });
    }
}
