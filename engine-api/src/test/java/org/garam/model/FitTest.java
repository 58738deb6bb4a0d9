package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.garam.data.Dataset;
import org.garam.model.callback.Callback;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Dropout;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnTestEngine.class)
public class FitTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0);
    private static final int SAMPLES = 21;
    private static final double[][] X = new double[SAMPLES][2];
    private static final double[] Y = new double[SAMPLES];
    private static final int[] CLASSES = new int[SAMPLES];

    static {
        Random random = new Random(5);
        for (int i = 0; i < SAMPLES; i++) {
            X[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            Y[i] = 3 * X[i][0] - X[i][1] + 1 + random.nextGaussian() / 10;
            CLASSES[i] = (X[i][0] > 0 ? 1 : 0) + (X[i][1] > 0 ? 1 : 0);
        }
    }

    private static Sequential line() {
        Sequential model = new Sequential(new Dense(1).inputShape(2)).seed(1).dtype(DType.FLOAT64);
        model.compile(new SGD(0.05), new MeanSquaredError(), "mae");
        return model;
    }

    private static Sequential classifier() {
        Sequential model = new Sequential(new Dense(8, "relu").inputShape(2), new Dropout(0.2),
                new Dense(3, "softmax")).seed(1);
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    /**
     * Plain gradient descent over batches as they lie; the loss is the mean over samples, each before its batch's step.
     */
    private static double[] byHand(double[] weights, int batchSize, int epochs) {
        double[] w = weights.clone();
        double total = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            total = 0;
            for (int first = 0; first < SAMPLES; first += batchSize) {
                int end = Math.min(SAMPLES, first + batchSize);
                double[] gradient = new double[3];
                for (int i = first; i < end; i++) {
                    double error = w[0] * X[i][0] + w[1] * X[i][1] + w[2] - Y[i];
                    total += error * error;
                    gradient[0] += 2 * error * X[i][0] / (end - first);
                    gradient[1] += 2 * error * X[i][1] / (end - first);
                    gradient[2] += 2 * error / (end - first);
                }
                for (int j = 0; j < 3; j++) {
                    w[j] -= 0.05 * gradient[j];
                }
            }
        }
        return new double[] {w[0], w[1], w[2], total / SAMPLES};
    }

    private static double[] weights(Sequential model) {
        return model.getWeights().stream().flatMapToDouble(weight -> Arrays.stream(weight.toDoubles())).toArray();
    }

    @Test
    void stepsAndRunningMeanAreThoseByHandWithAShortLastBatch() {
        for (int batchSize : new int[] {1, 4, 7, 21, 32}) {
            Sequential model = line();
            double[] expected = byHand(weights(model), batchSize, 3);
            History history = model.fit(X, Y, QUIET.epochs(3).batchSize(batchSize).shuffle(false));
            assertArrayEquals(Arrays.copyOf(expected, 3), weights(model), 1e-12, "batches of " + batchSize);
            assertEquals(expected[3], history.last("loss"), 1e-12, "batches of " + batchSize);
            assertEquals(List.of("loss", "mae"), List.copyOf(history.metrics().keySet()));
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        List<double[]> weights = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Sequential model = classifier();
            model.fit(X, CLASSES, QUIET.epochs(3).batchSize(4));
            weights.add(weights(model));
        }
        assertArrayEquals(weights.get(0), weights.get(1));
    }

    @Test
    void shufflingChangesTheOrderAndNothingElse() {
        Sequential shuffled = line();
        Sequential ordered = line();
        shuffled.fit(X, Y, QUIET.batchSize(4));
        ordered.fit(X, Y, QUIET.batchSize(4).shuffle(false));
        assertNotEquals(weights(shuffled)[0], weights(ordered)[0]);
        Sequential whole = line();
        whole.fit(X, Y, QUIET.batchSize(SAMPLES));
        Sequential wholeOrdered = line();
        wholeOrdered.fit(X, Y, QUIET.batchSize(SAMPLES).shuffle(false));
        assertArrayEquals(weights(wholeOrdered), weights(whole), 1e-12);
    }

    @Test
    void anOrderHoldsEachRowOnceAndDependsOnSeedAndEpoch() {
        int[] order = new RandomStream(1, RandomStream.Purpose.ORDER, 0).permutation(1000);
        assertArrayEquals(IntStream.range(0, 1000).toArray(), Arrays.stream(order).sorted().toArray());
        assertFalse(Arrays.equals(order, new RandomStream(1, RandomStream.Purpose.ORDER, 1).permutation(1000)));
        assertFalse(Arrays.equals(order, new RandomStream(2, RandomStream.Purpose.ORDER, 0).permutation(1000)));
    }

    @Test
    void twoCallsAreOneLongerCall() {
        Sequential once = classifier();
        Sequential twice = classifier();
        once.fit(X, CLASSES, QUIET.epochs(4).batchSize(8));
        twice.fit(X, CLASSES, QUIET.epochs(2).batchSize(8));
        History second = twice.fit(X, CLASSES, QUIET.epochs(4).initialEpoch(2).batchSize(8));
        assertArrayEquals(weights(once), weights(twice));
        assertEquals(List.of(2, 3), second.epochs());
    }

    @Test
    void validationTakesTheLastRowsAndTrainsWithTheOthers() {
        Sequential split = line();
        Sequential apart = line();
        History history = split.fit(X, Y, QUIET.epochs(2).batchSize(4).shuffle(false).validationSplit(0.2));
        int kept = 16;
        History expected = apart.fit(Arrays.copyOf(X, kept), Arrays.copyOf(Y, kept),
                QUIET.epochs(2).batchSize(4).shuffle(false)
                .validationData(Arrays.copyOfRange(X, kept, SAMPLES), Arrays.copyOfRange(Y, kept, SAMPLES)));
        assertArrayEquals(weights(apart), weights(split), 1e-15);
        assertEquals(expected.last(), history.last());
        assertEquals(List.of("loss", "mae", "val_loss", "val_mae"), List.copyOf(history.last().keySet()));
        assertEquals(split.evaluate(Arrays.copyOfRange(X, kept, SAMPLES), Arrays.copyOfRange(Y, kept, SAMPLES))
                .get("loss"),
                history.last("val_loss"), 1e-15);
    }

    @Test
    void batchesDoNotChangeAnEvaluation() {
        Sequential model = line();
        double whole = model.evaluate(X, Y).get("loss");
        for (int batchSize = 1; batchSize <= SAMPLES; batchSize++) {
            assertEquals(whole, model.evaluate(X, Y, batchSize).get("loss"), 1e-12);
        }
    }

    @Test
    void weightsOfSamplesAndClassesMultiply() {
        double[] sampleWeights = new double[SAMPLES];
        double[] product = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            sampleWeights[i] = 1 + i % 3;
            product[i] = sampleWeights[i] * (CLASSES[i] == 1 ? 0.5 : 1);
        }
        Sequential both = classifier();
        Sequential multiplied = classifier();
        both.fit(X, CLASSES, QUIET.sampleWeight(sampleWeights).classWeight(Map.of(1, 0.5)));
        multiplied.fit(X, CLASSES, QUIET.sampleWeight(product));
        assertArrayEquals(weights(multiplied), weights(both));
    }

    @Test
    void integersAreConverted() {
        byte[][] pixels = {{0, 1}, {-1, 3}, {127, -128}};
        Tensor unsigned = Tensor.of(TensorType.of(DType.UINT8, 3, 2),
                MemorySegment.ofArray(new byte[] {0, 1, -1, 3, 127, -128}));
        Sequential model = line();
        assertArrayEquals(model.predict(new float[][] {{0, 1}, {255, 3}, {127, 128}}).toDoubles(),
                model.predict(unsigned).toDoubles());
        assertArrayEquals(model.predict(new float[][] {{0, 1}, {-1, 3}, {127, -128}}).toDoubles(),
                model.predict(pixels).toDoubles());
        model.fit(unsigned, new int[] {1, 2, 3}, QUIET.epochs(1).batchSize(2));
    }

    @Test
    void trainOnBatchIsOneStep() {
        Sequential model = line();
        double[] expected = byHand(weights(model), SAMPLES, 1);
        assertEquals(expected[3], model.trainOnBatch(X, Y).get("loss"), 1e-12);
        assertArrayEquals(Arrays.copyOf(expected, 3), weights(model), 1e-12);
    }

    @Test
    void callbacksHearInOrderAndCanStop() {
        List<String> heard = new ArrayList<>();
        Callback callback = new Callback() {
            @Override
            public void onTrainBegin(TrainingRun run) {
                heard.add("begin of " + run.epochs() + " epochs of " + run.steps().getAsInt() + " steps");
            }

            @Override
            public void onEpochBegin(TrainingRun run, int epoch) {
                heard.add("epoch " + epoch);
            }

            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                heard.add("end of " + progress.epoch() + " with " + progress.logs().keySet());
                if (progress.epoch() == 1) {
                    run.stop();
                }
            }

            @Override
            public void onTrainEnd(TrainingRun run) {
                heard.add("end");
            }
        };
        History history = line().fit(X, Y, QUIET.epochs(10).batchSize(4).callbacks(callback));
        assertEquals(List.of("begin of 10 epochs of 6 steps", "epoch 0", "end of 0 with [loss, mae]", "epoch 1",
                "end of 1 with [loss, mae]", "end"), heard);
        assertEquals(2, history.epochs().size());
        assertEquals(2, history.epochTimes().size());
    }

    @Test
    void theLearningRateCanBeChanged() {
        Sequential model = line();
        double[] before = weights(model);
        Callback freezing = new Callback() {
            @Override
            public void onTrainBegin(TrainingRun run) {
                assertEquals(0.05, run.learningRate());
                run.learningRate(0);
            }
        };
        model.fit(X, Y, QUIET.callbacks(freezing));
        assertArrayEquals(before, weights(model));
        model.learningRate(0.1);
        assertEquals(0.1, model.learningRate());
    }

    @Test
    void stepsPerEpochEndAnEpochEarly() {
        Sequential model = line();
        double[] expected = byHand(weights(model), 4, 0);
        model.fit(Arrays.copyOf(X, 8), Arrays.copyOf(Y, 8), QUIET.batchSize(4).shuffle(false));
        Sequential early = line();
        early.fit(X, Y, QUIET.batchSize(4).shuffle(false).stepsPerEpoch(2));
        assertArrayEquals(weights(model), weights(early));
        assertNotEquals(expected[0], weights(early)[0]);
    }

    @Test
    void namesAndObjectsCompile() {
        Sequential model = new Sequential(new Dense(1).inputShape(2));
        model.compile("sgd", "mse", "mae");
        model.compile(new SGD(0.01), "mse");
        model.compile("sgd", new MeanSquaredError(), "mae", "mse");
        model.compile(new CompileOptions("sgd", "mse").metrics("mae").weightedMetrics("mae"));
        assertEquals(List.of("loss", "mae", "mae_1"), List.copyOf(model.evaluate(X, Y).keySet()));
    }

    /** Multiplies with a tensor that is no weight. */
    private record Scaling(Tensor factors) implements Layer {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public Tensor call(Tensor input, Weights weights, Phase phase) {
            return input.mul(factors);
        }
    }

    @Test
    void layersMayBringTensorsAlong() {
        Sequential scaled = new Sequential(new Dense(1).inputShape(2), new Scaling(Tensor.of(3f))).seed(1);
        Sequential plain = new Sequential(new Dense(1).inputShape(2)).seed(1);
        assertEquals(3 * plain.predict(X).toFloats()[1], scaled.predict(X).toFloats()[1], 1e-5);
        scaled.compile("sgd", "mse", "mae");
        double before = scaled.evaluate(X, Y).get("loss");
        scaled.fit(X, Y, QUIET.epochs(3));
        assertTrue(scaled.evaluate(X, Y).get("loss") < before);
    }

    @Test
    void whatACallbackDoesWithTheModelHarmsNothing() {
        Sequential model = line();
        List<Tensor> kept = new ArrayList<>();
        Callback busy = new Callback() {
            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                kept.add(model.predict(X));
                model.compile(new SGD(0.05), new MeanSquaredError());
                model.evaluate(X, Y);
            }
        };
        Sequential alone = line();
        model.fit(X, Y, QUIET.epochs(3).batchSize(4).callbacks(busy));
        alone.fit(X, Y, QUIET.epochs(3).batchSize(4));
        assertArrayEquals(weights(alone), weights(model));
        assertArrayEquals(alone.predict(X).toDoubles(), kept.getLast().toDoubles());
    }

    /** Each step of time is a sample of its own where a layer looks at the last axis alone. */
    @Test
    void eachStepOfTimeMayHaveAWeightOfItsOwn() {
        double[][][] x = {Arrays.copyOfRange(X, 0, 7), Arrays.copyOfRange(X, 7, 14), Arrays.copyOfRange(X, 14, 21)};
        double[][] y = {Arrays.copyOfRange(Y, 0, 7), Arrays.copyOfRange(Y, 7, 14), Arrays.copyOfRange(Y, 14, 21)};
        double[] weights = IntStream.range(0, SAMPLES).mapToDouble(i -> i % 4).toArray();
        double[][] weightsOfSteps = {Arrays.copyOfRange(weights, 0, 7), Arrays.copyOfRange(weights, 7, 14),
                Arrays.copyOfRange(weights, 14, 21)};
        Sequential flat = line();
        Sequential sequences = new Sequential(new Dense(1).inputShape(7, 2)).dtype(DType.FLOAT64);
        sequences.setWeights(flat.getWeights());
        sequences.compile(new CompileOptions(new SGD(0.05), new MeanSquaredError()).weightedMetrics("mae"));
        flat.compile(new CompileOptions(new SGD(0.05), new MeanSquaredError()).weightedMetrics("mae"));
        FitOptions options = QUIET.epochs(3).shuffle(false);
        History expected = flat.fit(X, Y, options.batchSize(14).sampleWeight(weights));
        History history = sequences.fit(x, y, options.batchSize(2).sampleWeight(weightsOfSteps));
        for (String name : List.of("loss", "mae")) {
            assertArrayEquals(expected.get(name).stream().mapToDouble(value -> value).toArray(),
                    history.get(name).stream().mapToDouble(value -> value).toArray(), 1e-12, name);
        }
        assertArrayEquals(weights(flat), weights(sequences), 1e-12);
        double loss = flat.evaluate(X, Y, 32, weights).get("loss");
        assertEquals(loss, sequences.evaluate(x, y, 32, weightsOfSteps).get("loss"), 1e-12);
        Dataset batches = Dataset.fromTensorSlices(x, y, weightsOfSteps).batch(2);
        assertEquals(loss, sequences.evaluate(batches).get("loss"), 1e-12);
    }

    @Test
    void dataThatRunOutAreToldOnce() {
        PrintStream before = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            line().fit(X, Y, QUIET.epochs(2).batchSize(7).stepsPerEpoch(3));
            line().evaluate(X, Y, new EvaluateOptions().batchSize(7).steps(3));
            assertEquals("", told.toString(StandardCharsets.UTF_8));
            line().fit(X, Y, QUIET.epochs(2).batchSize(7).stepsPerEpoch(10));
            line().evaluate(X, Y, new EvaluateOptions().batchSize(7).steps(4));
            line().predict(X, new PredictOptions().batchSize(7).steps(5));
        } finally {
            System.setErr(before);
        }
        List<String> lines = told.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size(), lines.toString());
        List<String> begin = List.of("fit: the data ran out after 3 of 10 steps; give fewer stepsPerEpoch",
                "evaluate: the data ran out after 3 of 4 steps; give fewer steps",
                "predict: the data ran out after 3 of 5 steps; give fewer steps");
        for (int i = 0; i < begin.size(); i++) {
            assertTrue(lines.get(i).startsWith(begin.get(i)), lines.get(i));
        }
    }

    @Test
    void aHistoryTellsWhatItHas() {
        History history = line().fit(X, Y, QUIET);
        String message = assertThrows(IllegalArgumentException.class, () -> history.get("val_loss")).getMessage();
        assertTrue(message.contains("\"val_loss\"") && message.contains("loss, mae"), message);
    }
}
