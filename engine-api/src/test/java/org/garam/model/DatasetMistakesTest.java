package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.data.Dataset;
import org.garam.data.Element;
import org.garam.data.ElementSpec;
import org.garam.data.TensorSpec;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes with datasets as data: each message says what was received, what fits, and what to do. */
@ExtendWith(OnTestEngine.class)
class DatasetMistakesTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0);
    private static final int SAMPLES = 21;
    private static final float[][] X = new float[SAMPLES][2];
    private static final int[] CLASSES = new int[SAMPLES];
    private static final float[] WEIGHTS = new float[SAMPLES];

    static {
        Random random = new Random(5);
        for (int i = 0; i < SAMPLES; i++) {
            X[i] = new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()};
            CLASSES[i] = (X[i][0] > 0 ? 1 : 0) + (X[i][1] > 0 ? 1 : 0);
            WEIGHTS[i] = 0.5f + i % 3;
        }
    }

    private static Sequential classifier() {
        Sequential model = new Sequential(new Dense(8, "relu"), new Dropout(0.2), new Dense(3, "softmax")).seed(1);
        model.compile(new CompileOptions("adam", "sparse_categorical_crossentropy").metrics("accuracy")
                .weightedMetrics("accuracy"));
        return model;
    }

    private static Dataset samples() {
        return Dataset.fromTensorSlices(X, CLASSES);
    }

    private static ElementSpec spec() {
        return ElementSpec.of(TensorSpec.of(DType.FLOAT32, -1, 2), TensorSpec.of(DType.INT32, -1));
    }

    private static List<Element> two() {
        return List.of(Element.of(Arrays.copyOf(X, 4), Arrays.copyOf(CLASSES, 4)),
                Element.of(Arrays.copyOf(X, 2), Arrays.copyOf(CLASSES, 2)));
    }

    private record Mistake(String name, Supplier<?> call, String... said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mistake> mistakes() {
        Dataset batches = samples().batch(4);
        float[][] broken = Arrays.stream(X).map(float[]::clone).toArray(float[][]::new);
        broken[9][1] = Float.NaN;
        int[] unknown = CLASSES.clone();
        unknown[13] = 3;
        Iterator<Element> once = two().iterator();
        return Stream.of(
                new Mistake("batchSize", () -> classifier().fit(batches, QUIET.batchSize(16)), "batchSize 16",
                        "batch(16)"),
                new Mistake("shuffle", () -> classifier().fit(batches, QUIET.shuffle(true)),
                        "shuffle(bufferSize, seed)"),
                new Mistake("seed", () -> classifier().fit(batches, QUIET.seed(1)), "shuffle(bufferSize, seed)"),
                new Mistake("validationSplit", () -> classifier().fit(batches, QUIET.validationSplit(0.2)),
                        "validationSplit 0.2", "take(n) and skip(n)"),
                new Mistake("sampleWeight", () -> classifier().fit(batches, QUIET.sampleWeight(WEIGHTS)), "third part"),
                new Mistake("batchSize of evaluate", () -> classifier().evaluate(batches,
                        new EvaluateOptions().batchSize(8)), "batch(8)"),
                new Mistake("batchSize of predict", () -> classifier().predict(batches, 8), "batch(8)"),
                new Mistake("sampleWeight of evaluate", () -> classifier().evaluate(batches,
                        new EvaluateOptions().sampleWeight(WEIGHTS)), "third part"),
                new Mistake("targets beside", () -> classifier().fit(batches, CLASSES), "Dataset alone"),
                new Mistake("targets beside, in validation", () -> QUIET.validationData(batches, CLASSES),
                        "Dataset alone"),
                new Mistake("no dataset", () -> classifier().fit((Dataset) null), "dataset is null",
                        "Dataset of batches"),
                new Mistake("no options", () -> classifier().fit(batches, null), "options are null", "leave them out"),
                new Mistake("single samples", () -> classifier().fit(samples(), QUIET), "single samples", "batch(32)"),
                new Mistake("single samples of a built model", () -> new Sequential(new Dense(1).inputShape(2))
                        .predict(Dataset.fromTensorSlices(X)), "float32[2]", "batch(32)"),
                new Mistake("no targets", () -> classifier().fit(Dataset.fromTensorSlices(X).batch(4), QUIET),
                        "features alone", "zip"),
                new Mistake("without an end", () -> classifier().fit(batches.repeat(), QUIET), "never ends",
                        "stepsPerEpoch"),
                new Mistake("validation without an end", () -> classifier().fit(batches,
                        QUIET.validationData(batches.repeat())), "validation data", "never ends", "validationSteps"),
                new Mistake("evaluate without an end", () -> classifier().evaluate(batches.repeat()), "by steps"),
                new Mistake("no batches", () -> classifier().fit(batches.take(0), QUIET), "no batches"),
                new Mistake("a generator of one pass", () -> classifier().fit(
                        Dataset.fromGenerator(() -> once, spec()), QUIET.epochs(2)), "pass 2", "new iterator"),
                new Mistake("a shape", () -> new Sequential(new Dense(1).inputShape(3)).predict(batches), "batch 0",
                        "[3]", "[2]"),
                new Mistake("NaN", () -> classifier().fit(Dataset.fromTensorSlices(broken, CLASSES).batch(4), QUIET),
                        "batch 2 of the dataset", "NaN", "row 1, column 1"),
                new Mistake("an unknown class", () -> classifier().fit(Dataset.fromTensorSlices(X, unknown).batch(4),
                        QUIET), "batch 3", "row 1", "is 3", "0 to 2"),
                new Mistake("a weight of an unknown class", () -> classifier().fit(batches,
                        QUIET.classWeight(Map.of(5, 1.0))), "class 5", "0 to 2"),
                new Mistake("an unknown shape", () -> classifier().fit(Dataset.fromGenerator(two(),
                        ElementSpec.of(TensorSpec.of(DType.FLOAT32, -1, -1), TensorSpec.of(DType.INT32, -1))), QUIET),
                        "new Input"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsNamed(Mistake mistake) {
        String message = assertThrows(IllegalArgumentException.class, mistake.call::get).getMessage();
        for (String part : mistake.said) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aLossThatIsNotFiniteIsTold() {
        Sequential model = new Sequential(new Dense(1).inputShape(2)).seed(1);
        model.compile(new SGD(1e30), "mse");
        List<Tensor> before = model.getWeights();
        NonFiniteLossException thrown = assertThrows(NonFiniteLossException.class, () -> model.fit(
                Dataset.fromTensorSlices(X, WEIGHTS).batch(2), QUIET));
        assertTrue(thrown.getMessage().contains("not a Dataset"), thrown.getMessage());
        assertArrayEquals(before.getFirst().toFloats(), model.getWeights().getFirst().toFloats());
    }
}
