package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.conformance.ReferenceDevice;
import org.garam.model.callback.Callback;
import org.garam.model.callback.EarlyStopping;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.Layer;
import org.garam.model.loss.Loss;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.loss.Reduction;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes as data: each message says what was received, what fits, and what to do; nothing is lost. */
@ExtendWith(OnTestEngine.class)
class BadInputTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0);
    private static final float[][] X = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 1}};
    private static final int[] Y = {0, 1, 1, 2, 2};

    @FunctionalInterface
    private interface Mistake {
        void make(Sequential model);
    }

    private record Case(String name, Mistake mistake, String... said) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Sequential classifier() {
        Sequential model = new Sequential(new Dense(4, "relu").inputShape(2), new Dense(3, "softmax")).seed(1);
        model.compile("sgd", "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    private static Sequential sequences() {
        Sequential model = new Sequential(new Dense(1));
        model.compile("sgd", "mse");
        return model;
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("no samples", model -> model.fit(null, Y, QUIET), "samples are null"),
                new Case("no targets", model -> model.fit(X, null, QUIET), "targets are null"),
                new Case("no options", model -> model.fit(X, Y, null), "fit: the options are null", "leave them out"),
                new Case("no callbacks", _ -> QUIET.callbacks((Callback[]) null), "the callbacks are null"),
                new Case("no callback", _ -> QUIET.callbacks((Callback) null), "callback 1 of 1 is null"),
                new Case("no class weights", _ -> QUIET.classWeight(null), "classWeight: the weights are null"),
                new Case("no class weight", _ -> QUIET.classWeight(Collections.singletonMap(1, null)), "{1=null}"),
                new Case("no loss", model -> model.compile("sgd", (Loss) null), "the loss is null"),
                new Case("no metric", model -> model.compile("sgd", "mse", (String) null), "metric 1 of 1 is null"),
                new Case("no compile options", model -> model.compile((CompileOptions) null), "options are null"),
                new Case("no layer", _ -> new Sequential((Layer) null), "layer 1 of 1 is null"),
                new Case("no list of layers", _ -> new Sequential((List<Layer>) null), "the layers are null"),
                new Case("no name", _ -> new Dense(1).named(null), "the layer's name is null"),
                new Case("no type", _ -> new Sequential().dtype(null), "element type is null"),
                new Case("no file", model -> model.saveWeights((String) null), "the file is null"),
                new Case("no metric to monitor", _ -> new EarlyStopping().monitor(null), "metric to monitor is null"),
                new Case("one label too many", model -> model.fit(X, new int[6], QUIET), "5 samples", "6 targets"),
                new Case("features", model -> model.fit(new float[5][3], Y, QUIET), "[2]", "[3]", "input shape [3]"),
                new Case("images", model -> model.fit(new float[5][28][28], Y, QUIET), "[2]", "[28, 28]", "Flatten"),
                new Case("samples flattened", model -> model.fit(new float[10], new int[10], QUIET), "[2]", "[]"),
                new Case("features in predict", model -> model.predict(new float[5][3]), "[2]", "[3]"),
                new Case("a label without a class", model -> model.fit(X, new int[] {0, 1, 3, 2, 1}, QUIET), "row 2",
                        "is 3",
                        "3 classes", "0 to 2"),
                new Case("a negative label", model -> model.evaluate(X, new int[] {0, 1, 2, 2, -1}), "row 4", "is -1"),
                new Case("half a label", model -> model.fit(X, new float[] {0, 1, 0.5f, 2, 1}, QUIET), "row 2",
                        "is 0.5"),
                new Case("one-hot labels", model -> model.fit(X, new float[5][3], QUIET), "[5]", "[5, 3]",
                        "categorical_crossentropy"),
                new Case("NaN in a sample", model -> model.fit(
                        new float[][] {{0, 0}, {1, 0}, {0, Float.NaN}, {1, 1}, {2, 1}}, Y, QUIET),
                        "NaN", "row 2, column 1"),
                new Case("an infinite target", model -> {
                    model.compile("sgd", "mse");
                    model.fit(X, new float[][] {{0, 0, 0}, {0, 0, Float.NEGATIVE_INFINITY}, {0, 0, 0}, {0, 0, 0},
                            {0, 0, 0}}, QUIET);
                }, "targets", "-Infinity", "row 1, column 2"),
                new Case("class ids for mse", model -> {
                    model.compile("sgd", "mse");
                    model.fit(X, Y, QUIET);
                }, "[5, 3]", "[5]", "sparse_categorical_crossentropy"),
                new Case("units", model -> {
                    model.compile("sgd", "mse");
                    model.fit(X, new float[5][4], QUIET);
                }, "[5, 3]", "[5, 4]", "units"),
                new Case("no samples", model -> model.fit(new float[0][2], new int[0], QUIET), "empty"),
                new Case("null", model -> model.fit(null, Y, QUIET), "null"),
                new Case("words", model -> model.predict(new String[] {"a"}), "String"),
                new Case("ragged rows", model -> model.predict(new float[][] {{1, 2}, {1}}), "rows of equal length"),
                new Case("batch size", model -> model.fit(X, Y, QUIET.batchSize(0)), "batchSize 0"),
                new Case("batch size of evaluate", model -> model.evaluate(X, Y, 0), "batchSize 0"),
                new Case("epochs", model -> model.fit(X, Y, QUIET.epochs(0)), "epochs 0"),
                new Case("split of all", model -> model.fit(X, Y, QUIET.validationSplit(1)), "validationSplit", "1.0"),
                new Case("split of too few", model -> model.fit(X, Y, QUIET.validationSplit(0.95)), "0.95",
                        "5 samples"),
                new Case("sample weights", model -> model.fit(X, Y, QUIET.sampleWeight(new float[4])), "5 samples",
                        "float32[4]", "[5] or [5, 1]", "reshape"),
                new Case("sample weights of losses", model -> sequences().fit(new float[8][5][3], new float[8][5][1],
                        QUIET.sampleWeight(new float[8][4])), "8 samples", "[8, 5]", "float32[8, 4]", "reshape"),
                new Case("class weights and weights of losses", model -> sequences().fit(new float[8][5][3],
                        new float[8][5], QUIET.sampleWeight(new float[8][5]).classWeight(Map.of(0, 2.0))),
                        "classWeight", "float32[8, 5]", "multiply"),
                new Case("validation data", model -> model.fit(X, Y, QUIET.validationData(X, new int[4])),
                        "validation data",
                        "5 samples", "4 targets"),
                new Case("optimizer", model -> model.compile("sdg", "mse"), "\"sdg\"", "did you mean"),
                new Case("loss", model -> model.compile("sgd", "mean_squared_eror"), "\"mean_squared_eror\"",
                        "did you mean"),
                new Case("metric", model -> model.compile("sgd", "mse", "acuracy"), "\"acuracy\"", "did you mean"),
                new Case("label smaller than 0", model -> {
                    model.compile("sgd", "binary_crossentropy");
                    model.fit(X, new float[][] {{0, 1, 0}, {1, 0, -1}, {0, 0, 0}, {1, 1, 1}, {0, 0, 1}}, QUIET);
                }, "row 1, column 2", "is -1", "binary_crossentropy", "from 0 to 1", "scale the targets"),
                new Case("class ids for binary crossentropy", model -> {
                    Sequential binary = new Sequential(new Dense(1, "sigmoid").inputShape(2));
                    binary.compile("sgd", "binary_focal_crossentropy");
                    binary.fit(X, Y, QUIET);
                }, "row 3", "is 2", "binary_focal_crossentropy", "from 0 to 1", "sparse_categorical_crossentropy"),
                new Case("a class weight without a class", model -> model.fit(X, Y,
                        QUIET.classWeight(Map.of(0, 1.0, 3, 2.0))), "class 3", "3 classes", "0 to 2", "remove"),
                new Case("a class weight nothing has", model -> {
                    Sequential binary = new Sequential(new Dense(1, "sigmoid").inputShape(2));
                    binary.compile("sgd", "bce");
                    binary.fit(X, new int[] {0, 1, 1, 0, 1}, QUIET.classWeight(Map.of(0, 1.0, 2, 2.0)));
                }, "class 2", "0 and 1", "remove"),
                new Case("a metric for each class", model -> {
                    Sequential other = new Sequential(new Dense(3, "softmax").inputShape(2));
                    other.compile("sgd", "categorical_crossentropy", "f1_score");
                    other.fit(X, new float[5][3], QUIET);
                }, "f1_score", "3 numbers", "[3]", "F1Score(\"macro\")", "RunningMetric"),
                new Case("a loss for each sample", model -> model.compile("sgd",
                        new MeanSquaredError().reducedBy(Reduction.NONE)), "mean_squared_error", "none",
                        "sum_over_batch_size"),
                new Case("a metric that needs a number", model -> model.compile("sgd", "mse", "precision_at_recall"),
                        "precision_at_recall", "new PrecisionAtRecall(0.5)"),
                new Case("the best five of three", model -> {
                    model.compile("sgd", "sparse_categorical_crossentropy", "sparse_top_k_categorical_accuracy");
                    model.fit(X, Y, QUIET);
                }, "best 5 of 3 classes", "1 to 3"),
                new Case("integer model", model -> model.dtype(DType.INT32), "int32"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldAndHarmsNothing(Case tested) {
        Sequential model = classifier();
        model.fit(X, Y, QUIET);
        float[] before = model.predict(X).toFloats();
        String message = assertThrows(IllegalArgumentException.class, () -> tested.mistake.make(model)).getMessage();
        for (String part : tested.said) {
            assertTrue(message.contains(part), () -> "expected \"" + part + "\" in: " + message);
        }
        assertArrayEquals(before, model.predict(X).toFloats());
    }

    private static void assertToldAsState(Runnable mistake, String... said) {
        String message = assertThrows(IllegalStateException.class, mistake::run).getMessage();
        for (String part : said) {
            assertTrue(message.contains(part), () -> "expected \"" + part + "\" in: " + message);
        }
    }

    @Test
    void refusedDataDoNotDecideTheInputShape() {
        Sequential model = new Sequential(new Dense(3, "softmax")).seed(1);
        model.compile("sgd", "sparse_categorical_crossentropy", "accuracy");
        assertThrows(IllegalArgumentException.class, () -> model.fit(new float[5][7], new int[6], QUIET));
        model.fit(X, Y, QUIET);
        assertEquals(Shape.of(5, 3), model.predict(X).shape());
    }

    @Test
    void samplesThatAreNullAreToldSoBeforeTheirShapeIsAsked() {
        for (Executable mistake : List.<Executable>of(() -> sequences().fit(null, new float[5], QUIET),
                () -> sequences().predict(null), () -> sequences().evaluate(null, new float[5]),
                () -> sequences().trainOnBatch(null, new float[5]))) {
            String message = assertThrows(IllegalArgumentException.class, mistake).getMessage();
            assertTrue(message.contains("the samples are null; give a tensor or a Java array"), message);
        }
    }

    @Test
    void whatComesTooEarlyOrTooLate() {
        assertToldAsState(() -> new Sequential(new Dense(1)).fit(X, new float[5], QUIET), "fit", "compile");
        assertToldAsState(() -> new Sequential(new Dense(1)).evaluate(X, new float[5]), "evaluate", "compile");
        assertToldAsState(() -> new Sequential(new Dense(1)).getWeights(), "shape of a sample");
        assertToldAsState(() -> new Sequential().predict(X), "no layers");
        Sequential trained = classifier();
        trained.fit(X, Y, QUIET);
        assertToldAsState(() -> trained.add(new Dense(1)), "trained", "Dense", "new model");
        assertToldAsState(() -> trained.seed(1), "seed");
        assertToldAsState(() -> trained.dtype(DType.FLOAT64), "element type");
    }

    @Test
    void aDenseLayerOverRowsOfImagesIsToldToFlatten() {
        Sequential model = new Sequential(new Dense(4, "relu").inputShape(8, 8), new Dense(3, "softmax"));
        model.compile("sgd", "sparse_categorical_crossentropy");
        String message = assertThrows(IllegalArgumentException.class, () -> model.fit(new float[5][8][8], Y, QUIET))
                .getMessage();
        assertTrue(message.contains("[5, 8, 3]") && message.contains("Flatten"), message);
    }

    @Test
    void dataOfAnotherDeviceAreToldSo() {
        Tensor elsewhere = new Engine(new ReferenceDevice()).call(() -> Tensor.of(X));
        String message = assertThrows(IllegalArgumentException.class, () -> classifier().predict(elsewhere))
                .getMessage();
        assertTrue(message.contains("reference") && message.contains("one device"), message);
    }

    @Test
    void twoLayersOfOneName() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> new Sequential(List.of(new Flatten(2).named("a"), new Dense(1).named("a")))).getMessage();
        assertTrue(message.contains("\"a\""), message);
    }
}
