package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.Input;
import org.garam.model.layer.Layer;
import org.garam.op.ShapeException;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnTestEngine.class)
class SequentialTest {
    private static final float[][] ROWS = {{1, 2}, {3, 4}, {5, 6}};

    private static List<float[]> values(List<Tensor> weights) {
        return weights.stream().map(Tensor::toFloats).toList();
    }

    private static void assertSame(List<Tensor> expected, List<Tensor> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).toFloats(), actual.get(i).toFloats());
        }
    }

    @Test
    void theWaysToBuildAreOne() {
        List<Layer> layers = List.of(new Dense(3, "relu").inputShape(2), new Dense(1));
        Sequential added = new Sequential().seed(7);
        layers.forEach(added::add);
        List<Sequential> models = List.of(new Sequential(layers).seed(7), added,
                new Sequential(layers.get(0), layers.get(1)).seed(7),
                new Sequential(new Input(2), new Dense(3, "relu"), new Dense(1)).seed(7),
                new Sequential(new Dense(3, "relu"), new Dense(1)).seed(7).build(Shape.of(2)));
        for (Sequential model : models) {
            assertEquals(List.of("dense", "dense_1"), model.layers().stream().map(ModelLayer::name).toList());
            assertArrayEquals(models.getFirst().predict(ROWS).toFloats(), model.predict(ROWS).toFloats());
        }
    }

    @Test
    void namesAreCountedForEachClass() {
        Sequential model = new Sequential(new Flatten(2, 2), new Dense(3), new Dropout(0.5), new Dense(3).named("mine"),
                new Dense(2).named("dense_1"), new Dense(1), new Dropout(0.1));
        assertEquals(List.of("flatten", "dense", "dropout", "mine", "dense_1", "dense_2", "dropout_1"),
                model.layers().stream().map(ModelLayer::name).toList());
        assertEquals("leaky_re_lu", LayerNames.snakeCase("LeakyReLU"));
        assertEquals("conv2d", LayerNames.snakeCase("Conv2D"));
        assertEquals("batch_normalization", LayerNames.snakeCase("BatchNormalization"));
    }

    @Test
    void layersAreFound() {
        Sequential model = new Sequential(new Dense(3).inputShape(2), new Dense(1));
        assertEquals("dense_1", model.getLayer(-1).name());
        assertEquals(Shape.of(3), model.getLayer("dense_1").inputShape());
        assertEquals(List.of("kernel", "bias"), model.getLayer("dense").weightNames());
        String message = assertThrows(IllegalArgumentException.class, () -> model.getLayer("dens")).getMessage();
        assertTrue(message.contains("did you mean \"dense\"?"), message);
    }

    @Test
    void weightsAreInKerasOrder() {
        Sequential model = new Sequential(new Dense(3).inputShape(2), new Dense(1));
        assertEquals(List.of(Shape.of(2, 3), Shape.of(3), Shape.of(3, 1), Shape.of(1)),
                model.getWeights().stream().map(Tensor::shape).toList());
        model.getLayer(1).setWeights(Tensor.of(new float[][] {{1}, {2}, {3}}), Tensor.of(4f));
        model.getLayer(0).setWeights(Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}}), Tensor.of(0, 0, 10));
        assertArrayEquals(new float[] {39, 45, 51}, model.predict(ROWS).toFloats(), 1e-5f);
        assertArrayEquals(new float[] {1, 0, 0, 0, 1, 0}, model.getWeights().getFirst().toFloats());
    }

    @Test
    void weightsThatDoNotFitChangeNothing() {
        Sequential model = new Sequential(new Dense(3).inputShape(2));
        List<Tensor> before = model.getWeights();
        String message = assertThrows(ShapeException.class,
                () -> model.setWeights(Tensor.of(new float[2][3]), Tensor.of(new float[4]))).getMessage();
        assertTrue(message.contains("\"bias\" [3]") && message.contains("[4]"), message);
        message = assertThrows(ShapeException.class, () -> model.setWeights(Tensor.of(new float[2][3]))).getMessage();
        assertTrue(message.contains("2 weights [[2, 3], [3]]") && message.contains("1 [[2, 3]]"), message);
        assertSame(before, model.getWeights());
    }

    @Test
    void initialWeightsFollowFromTheSeed() {
        List<Sequential> models = Stream.of(1, 1, 2)
                .map(seed -> new Sequential(new Dense(5).inputShape(4), new Dense(5))
                .seed(seed)).toList();
        assertSame(models.get(0).getWeights(), models.get(1).getWeights());
        List<float[]> first = values(models.get(0).getWeights());
        assertFalse(Arrays.equals(first.getFirst(), models.get(2).getWeights().getFirst().toFloats()));
        RandomSeed.set(3);
        Sequential model = new Sequential(new Dense(5).inputShape(4));
        RandomSeed.set(3);
        assertSame(model.getWeights(), new Sequential(new Dense(5).inputShape(4)).getWeights());
    }

    @Test
    void doublePrecisionHasTheSameWeightsUnrounded() {
        Sequential exact = new Sequential(new Dense(5).inputShape(4)).seed(1).dtype(DType.FLOAT64);
        Sequential rounded = new Sequential(new Dense(5).inputShape(4)).seed(1);
        assertEquals(DType.FLOAT64, exact.getWeights().getFirst().dtype());
        assertArrayEquals(exact.getWeights().getFirst().toFloats(), rounded.getWeights().getFirst().toFloats());
        assertEquals(DType.FLOAT64, exact.predict(new float[1][4]).dtype());
    }

    @Test
    void weightsOutliveTheScopeTheyWereMadeIn() {
        Sequential model = new Sequential(new Dense(1).inputShape(2));
        float[] before;
        try (DeviceScope _ = DeviceScope.open()) {
            before = model.predict(ROWS).toFloats();
        }
        assertArrayEquals(before, model.predict(ROWS).toFloats());
    }

    @Test
    void anAddedLayerKeepsTheWeightsOfTheOthers() {
        Sequential model = new Sequential(new Dense(3).inputShape(2));
        model.setWeights(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}), Tensor.of(7, 8, 9));
        model.add(new Dense(1));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, model.getWeights().getFirst().toFloats());
        assertEquals(4, model.getWeights().size());
    }

    @Test
    void aLayerThatDoesNotFitIsNotAdded() {
        Sequential model = new Sequential(new Dense(3).inputShape(2));
        String message = assertThrows(ShapeException.class, () -> model.add(new Input(5))).getMessage();
        assertTrue(message.contains("[5]") && message.contains("[3]"), message);
        assertEquals(1, model.layers().size());
    }

    @Test
    void batchesDoNotChangePredictions() {
        Sequential model = new Sequential(new Dense(4, "tanh").inputShape(2), new Dense(2, "softmax"));
        float[] all = model.predict(ROWS).toFloats();
        assertArrayEquals(all, model.predict(ROWS, 2).toFloats(), 1e-6f);
        assertArrayEquals(all, model.predict(ROWS, 1).toFloats(), 1e-6f);
    }

    @Test
    void singleNumbersNeedNoAxis() {
        Sequential model = new Sequential(new Dense(1));
        assertEquals(Shape.of(3, 1), model.predict(new float[] {1, 2, 3}).shape());
    }
}
