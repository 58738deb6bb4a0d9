package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.data.CsvOptions;
import org.garam.data.Dataset;
import org.garam.data.Element;
import org.garam.data.ElementSpec;
import org.garam.data.TensorSpec;
import org.garam.model.callback.BackupAndRestore;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.model.callback.LambdaCallback;
import org.garam.model.callback.ProgressBar;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.state.StateFileException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training with batches that come from a {@link Dataset}: the numbers are those of arrays in the same order. */
@ExtendWith(OnTestEngine.class)
public class FitDatasetTest {
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

    @TempDir
    private Path folder;

    private static Sequential classifier() {
        Sequential model = new Sequential(new Dense(8, "relu"), new Dropout(0.2), new Dense(3, "softmax")).seed(1);
        model.compile(new CompileOptions("adam", "sparse_categorical_crossentropy").metrics("accuracy")
                .weightedMetrics("accuracy"));
        return model;
    }

    private static void assertSameBits(Sequential expected, Sequential trained) {
        for (int i = 0; i < expected.getWeights().size(); i++) {
            assertArrayEquals(expected.getWeights().get(i).toFloats(), trained.getWeights().get(i).toFloats());
        }
    }

    private static Dataset samples() {
        return Dataset.fromTensorSlices(X, CLASSES);
    }

    // ---- the same as with arrays ------------------------------------------------------------------------------------

    @Test
    void batchesOfADatasetTrainAsTheRowsOfArraysDo() {
        FitOptions options = QUIET.epochs(3).classWeight(Map.of(1, 2.0));
        Sequential expected = classifier();
        History arrays = expected.fit(X, CLASSES, options.batchSize(4).shuffle(false).sampleWeight(WEIGHTS)
                .validationData(X, CLASSES).validationBatchSize(8));
        Sequential model = classifier();
        Dataset weighted = Dataset.fromTensorSlices(X, CLASSES, WEIGHTS).batch(4);
        History batches = model.fit(weighted, options.validationData(samples().batch(8)));
        assertEquals(arrays.metrics(), batches.metrics());
        assertSameBits(expected, model);
        assertEquals(expected.evaluate(X, CLASSES, new EvaluateOptions().batchSize(4).sampleWeight(WEIGHTS)),
                model.evaluate(weighted));
        assertEquals(expected.evaluate(X, CLASSES, new EvaluateOptions().batchSize(4).steps(2)),
                model.evaluate(samples().batch(4), new EvaluateOptions().steps(2)));
        float[] predicted = expected.predict(X, 4).toFloats();
        assertArrayEquals(predicted, model.predict(weighted).toFloats());
        assertArrayEquals(Arrays.copyOf(predicted, 8 * 3),
                model.predict(samples().batch(4), new PredictOptions().steps(2)).toFloats());
    }

    @Test
    void arraysAndDatasetsMayBeMixed() {
        Sequential expected = classifier();
        History arrays = expected.fit(X, CLASSES, QUIET.batchSize(7).shuffle(false).validationData(X, CLASSES)
                .validationBatchSize(7));
        assertEquals(arrays.metrics(), classifier().fit(samples().batch(7), QUIET
                .validationData(X, CLASSES).validationBatchSize(7)).metrics());
        assertEquals(arrays.metrics(), classifier().fit(X, CLASSES, QUIET.batchSize(7).shuffle(false)
                .validationData(samples().batch(7))).metrics());
    }

    /** Trains with the rows of each pass over the dataset as arrays. */
    private static History asArrays(Sequential model, Dataset batches, int epochs) {
        History last = null;
        for (int epoch = 0; epoch < epochs; epoch++) {
            List<float[]> x = new ArrayList<>();
            List<Integer> y = new ArrayList<>();
            for (Element sample : batches.unbatch()) {
                x.add(sample.features().toFloats());
                y.add((int) sample.targets().item());
            }
            last = model.fit(x.toArray(float[][]::new), y.stream().mapToInt(i -> i).toArray(),
                    QUIET.batchSize(4).shuffle(false));
        }
        return last;
    }

    @Test
    void theOrderIsTheDatasets() {
        Sequential expected = classifier();
        History arrays = asArrays(expected, samples().shuffle(SAMPLES, 3).batch(4), 3);
        Sequential model = classifier();
        History batches = model.fit(samples().shuffle(SAMPLES, 3).batch(4).prefetch(2), QUIET.epochs(3));
        assertEquals(arrays.last(), batches.last());
        assertSameBits(expected, model);
    }

    @Test
    void elementTypesAreThoseOfArrays() {
        double[][] doubles = Arrays.stream(X).map(row -> new double[] {row[0], row[1]}).toArray(double[][]::new);
        byte[] ids = new byte[SAMPLES];
        IntStream.range(0, SAMPLES).forEach(i -> ids[i] = (byte) CLASSES[i]);
        Sequential expected = classifier();
        Sequential model = classifier();
        assertEquals(expected.fit(doubles, ids, QUIET.shuffle(false).batchSize(5)).metrics(),
                model.fit(Dataset.fromTensorSlices(doubles, ids).batch(5), QUIET).metrics());
        assertEquals(DType.FLOAT32, model.predict(Dataset.fromTensorSlices(doubles).batch(5)).dtype());
        Sequential line = new Sequential(new Dense(1)).seed(1);
        line.compile("sgd", "mse");
        float[] y = {1, 2, 3};
        assertEquals(1, line.fit(Dataset.fromTensorSlices(y, y).batch(1), QUIET).epochs().size());
        assertEquals(List.of(3, 1), Arrays.stream(line.predict(Dataset.fromTensorSlices(y).batch(2)).shape().toArray())
                .boxed().toList());
    }

    @Test
    void batchesMayDifferInSize() {
        List<Element> uneven = new ArrayList<>();
        for (int from = 0, size = 1; from < SAMPLES; from += size, size++) {
            int end = Math.min(SAMPLES, from + size);
            uneven.add(Element.of(Arrays.copyOfRange(X, from, end), Arrays.copyOfRange(CLASSES, from, end)));
        }
        Dataset batches = Dataset.fromGenerator(uneven, spec());
        Sequential expected = classifier();
        for (int pass = 0; pass < 3; pass++) {
            for (Element batch : uneven) {
                expected.trainOnBatch(batch.features().toTensor(), batch.targets().toTensor());
            }
        }
        Sequential model = classifier();
        model.fit(batches, QUIET.epochs(3));
        assertSameBits(expected, model);
        assertArrayEquals(expected.predict(X, SAMPLES).toFloats(), model.predict(batches).toFloats(), 1e-6f);
    }

    private static ElementSpec spec() {
        return ElementSpec.of(TensorSpec.of(DType.FLOAT32, -1, 2), TensorSpec.of(DType.INT32, -1));
    }

    @Test
    void aFileIsReadWhileTheModelTrains() throws IOException {
        Path file = folder.resolve("samples.csv");
        Files.write(file, Stream.concat(Stream.of("a,b,class"),
                IntStream.range(0, SAMPLES).mapToObj(i -> X[i][0] + "," + X[i][1] + "," + CLASSES[i])).toList());
        Sequential expected = classifier();
        Sequential model = classifier();
        assertEquals(expected.fit(X, CLASSES, QUIET.epochs(2).shuffle(false)).metrics(),
                model.fit(Dataset.fromCsv(file, new CsvOptions().targets("class")).batch(32),
                        QUIET.epochs(2)).metrics());
    }

    // ---- epochs and passes ------------------------------------------------------------------------------------------

    /** Counts what training takes of it. */
    private static final class Counting implements Iterable<Element> {
        private final int batches;
        private int passes;

        Counting(int batches) {
            this.batches = batches;
        }

        @Override
        public Iterator<Element> iterator() {
            passes++;
            return IntStream.range(0, batches).mapToObj(i -> Element.of(Arrays.copyOfRange(X, i, i + 2),
                    Arrays.copyOfRange(CLASSES, i, i + 2))).iterator();
        }
    }

    private static List<Integer> stepsOfEpochs(Dataset batches, FitOptions options) {
        List<Integer> steps = new ArrayList<>();
        classifier().fit(batches, options.callbacks(new LambdaCallback().onEpochEnd((_, progress) -> {
            steps.add(progress.step());
        })));
        return steps;
    }

    @Test
    void anEpochIsAPassUnlessItsStepsAreGiven() {
        Counting five = new Counting(5);
        Dataset batches = Dataset.fromGenerator(five, spec());
        assertEquals(List.of(5, 5, 5), stepsOfEpochs(batches, QUIET.epochs(3)));
        assertEquals(3, five.passes);
        assertEquals(List.of(2, 2, 1, 2), stepsOfEpochs(batches, QUIET.epochs(4).stepsPerEpoch(2)));
        assertEquals(5, five.passes);
        assertEquals(List.of(4, 4, 4), stepsOfEpochs(batches.repeat(), QUIET.epochs(3).stepsPerEpoch(4)));
        assertEquals(List.of(6, 4), stepsOfEpochs(samples().batch(4).repeat(2).take(10),
                QUIET.epochs(2).stepsPerEpoch(6)));
    }

    @Test
    void theNumberOfStepsIsKnownOnceItIs() {
        List<OptionalInt> known = new ArrayList<>();
        Callback asking = new Callback() {
            @Override
            public void onEpochBegin(TrainingRun run, int epoch) {
                known.add(run.steps());
            }

            @Override
            public void onTestBegin(InferenceRun run) {
                known.add(run.steps());
            }

            @Override
            public void onPredictBegin(InferenceRun run) {
                known.add(run.steps());
            }
        };
        Dataset unknown = Dataset.fromGenerator(new Counting(5), spec());
        Sequential model = classifier();
        model.fit(unknown, QUIET.epochs(2).callbacks(asking));
        model.fit(samples().batch(4), QUIET.callbacks(asking));
        model.fit(unknown, QUIET.stepsPerEpoch(3).callbacks(asking));
        model.evaluate(unknown, new EvaluateOptions().callbacks(asking));
        model.predict(samples().batch(4), new PredictOptions().callbacks(asking).steps(2));
        OptionalInt none = OptionalInt.empty();
        assertEquals(List.of(none, OptionalInt.of(5), OptionalInt.of(6), OptionalInt.of(3), none, OptionalInt.of(2)),
                known);
    }

    @Test
    void theBarSaysThatTheNumberOfStepsIsUnknown() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressBar bar = ProgressBar.bar(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
        Iterable<Element> slow = () -> {
            Iterator<Element> batches = new Counting(3).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return batches.hasNext();
                }

                @Override
                public Element next() {
                    try {
                        Thread.sleep(150);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return batches.next();
                }
            };
        };
        classifier().fit(Dataset.fromGenerator(slow, spec()), QUIET.callbacks(bar));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("/Unknown "), text);
        assertTrue(text.contains("3/3 "), text);
    }

    @Test
    void passesAreClosedWhereverTrainingEnds() {
        List<String> closed = new ArrayList<>();
        final class Open implements Iterator<Element>, AutoCloseable {
            private final Iterator<Element> batches = new Counting(5).iterator();

            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public Element next() {
                return batches.next();
            }

            @Override
            public void close() {
                closed.add("closed");
            }
        }
        Dataset batches = Dataset.fromGenerator(Open::new, spec());
        Sequential model = classifier();
        model.fit(batches, QUIET.stepsPerEpoch(2));
        model.evaluate(batches, new EvaluateOptions().steps(1));
        model.predict(batches);
        assertEquals(3, closed.size());
    }

    // ---- interrupted runs -------------------------------------------------------------------------------------------

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Interrupts a run everywhere and has it go on, with everything made anew as a new process would. */
    @Test
    void anInterruptedRunGoesOnBitForBit() {
        Supplier<Dataset> training = () -> samples().shuffle(SAMPLES, 7).batch(4);
        Supplier<Dataset> validation = () -> samples().shuffle(SAMPLES, 8).batch(5);
        for (FitOptions options : List.of(QUIET.epochs(4), QUIET.epochs(5).stepsPerEpoch(4))) {
            Sequential expected = classifier();
            History whole = expected.fit(training.get(), options.validationData(validation.get()).validationSteps(3));
            for (int at = 1; at < 16; at += 2) {
                Path backup = folder.resolve("backup " + at);
                int last = at;
                int[] done = {0};
                Callback interrupting = new LambdaCallback().onBatchEnd((_, _) -> {
                    if (done[0]++ == last) {
                        throw new Interruption();
                    }
                });
                assertThrows(Interruption.class, () -> classifier().fit(training.get(),
                        options.validationData(validation.get()).validationSteps(3)
                                .callbacks(new BackupAndRestore(backup).saveFrequency(1), interrupting)));
                Sequential resumed = classifier();
                History history = resumed.fit(training.get(), options.validationData(validation.get())
                        .validationSteps(3).callbacks(new BackupAndRestore(backup).saveFrequency(1)));
                assertEquals(whole.metrics(), history.metrics(), "interrupted in step " + at);
                assertSameBits(expected, resumed);
            }
        }
    }

    @Test
    void aRunDoesNotGoOnWithOtherBatches() {
        Path backup = folder.resolve("backup");
        Callback interrupting = new LambdaCallback().onEpochBegin((_, epoch) -> {
            if (epoch == 2) {
                throw new Interruption();
            }
        });
        assertThrows(Interruption.class, () -> classifier().fit(samples().shuffle(SAMPLES, 1).batch(4),
                QUIET.epochs(3).callbacks(new BackupAndRestore(backup), interrupting)));
        String said = assertThrows(StateFileException.class, () -> classifier().fit(
                samples().shuffle(SAMPLES, 2).batch(4), QUIET.epochs(3).callbacks(new BackupAndRestore(backup))))
                .getMessage();
        assertTrue(said.contains("shuffle with a seed"), said);
        assertThrows(StateFileException.class, () -> classifier().fit(X, CLASSES,
                QUIET.epochs(3).callbacks(new BackupAndRestore(backup))));
    }
}
