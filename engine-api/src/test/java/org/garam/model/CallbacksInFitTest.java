package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.model.callback.BackupAndRestore;
import org.garam.model.callback.CSVLogger;
import org.garam.model.callback.Callback;
import org.garam.model.callback.EarlyStopping;
import org.garam.model.callback.LambdaCallback;
import org.garam.model.callback.LearningRateScheduler;
import org.garam.model.callback.ModelCheckpoint;
import org.garam.model.callback.Progress;
import org.garam.model.callback.ReduceLROnPlateau;
import org.garam.model.callback.TerminateOnNaN;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.optimizer.ExponentialDecay;
import org.garam.model.optimizer.SGD;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callbacks in real runs: what they do to the model, what they tell each other, and what mistakes are told. */
@ExtendWith(OnTestEngine.class)
class CallbacksInFitTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0).shuffle(false);
    private static final float[][] X = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 1}, {3, 0}};
    private static final float[] Y = {1, 2, 3, 4, 5, 4};

    @TempDir
    private Path folder;

    private static Sequential model(double rate) {
        Sequential model = new Sequential(new Dense(1).inputShape(2)).seed(1);
        model.compile(new SGD(rate), "mse", "mae");
        return model;
    }

    private static String weights(Model model) {
        return ((Sequential) model).getWeights().stream().map(weight -> List.of(weight.toFloats()[0]).toString()).toList()
                .toString();
    }

    // ---- what they do -----------------------------------------------------------------------------------------------

    @Test
    void theWeightsOfTheBestEpochComeBack() {
        List<String> after = new ArrayList<>();
        Sequential model = model(0.05);
        Callback spoiling = new Callback() {
            @Override
            public void onEpochBegin(TrainingRun run, int epoch) {
                run.learningRate(epoch < 3 ? 0.05 : 0.9);
            }

            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                after.add(weights(model));
            }
        };
        EarlyStopping stopping = new EarlyStopping().monitor("loss").patience(2).restoreBestWeights(true);
        History history = model.fit(X, Y, QUIET.epochs(20).callbacks(spoiling, stopping));
        int best = IntStream.range(0, history.epochs().size()).boxed()
                .min((one, other) -> Double.compare(history.get("loss").get(one), history.get("loss").get(other))).orElseThrow();
        assertEquals(best, stopping.bestEpoch());
        assertEquals(best + 2, stopping.stoppedEpoch());
        assertEquals(best + 3, history.epochs().size());
        assertEquals(after.get(best), weights(model));
    }

    @Test
    void checkpointsAreModelsToGoOnFrom() {
        Sequential model = model(0.05);
        model.compile("adam", "mse");
        model.fit(X, Y, QUIET.epochs(4).callbacks(new ModelCheckpoint(folder.resolve("e{epoch:02d}.garam"))));
        assertTrue(IntStream.rangeClosed(1, 4).allMatch(epoch -> Files.exists(folder.resolve("e0" + epoch + ".garam"))));
        Sequential second = model(0.5);
        second.compile("adam", "mse");
        second.loadState(folder.resolve("e02.garam"));
        second.fit(X, Y, QUIET.epochs(4).initialEpoch(2));
        assertEquals(weights(model), weights(second));
    }

    @Test
    void ratesAreInTheLogsOfThoseBehind() {
        List<String> heard = new ArrayList<>();
        Callback listening = new LambdaCallback()
                .onEpochEnd((_, progress) -> heard.add(String.join(",", progress.logs().keySet())));
        History history = model(0.5).fit(X, Y, QUIET.epochs(2).validationSplit(0.3).callbacks(listening,
                new LearningRateScheduler((epoch, rate) -> epoch == 1 ? rate / 4 : rate), listening));
        String own = "loss,mae,val_loss,val_mae";
        assertEquals(List.of(own, own + ",learning_rate", own, own + ",learning_rate"), heard);
        assertEquals(List.of(0.5, 0.125), history.get("learning_rate"));
    }

    @Test
    void whatACallbackAddsCanBeMonitored() {
        Callback counting = new Callback() {
            @Override
            public List<String> logged() {
                return List.of("score");
            }

            @Override
            public void onEpochEnd(TrainingRun run, Progress progress) {
                run.log("score", -Math.abs(progress.epoch() - 3));
            }
        };
        EarlyStopping stopping = new EarlyStopping().monitor("score").mode("max");
        assertEquals(5, model(0.01).fit(X, Y, QUIET.epochs(9).callbacks(counting, stopping)).epochs().size());
        assertEquals(3, stopping.bestEpoch());
    }

    @Test
    void aRunCanBeStoppedAtABatch() {
        List<Double> losses = new ArrayList<>();
        Callback stopping = new LambdaCallback().onBatchEnd((run, batch) -> {
            losses.add(run.logs().get("loss"));
            if (batch == 1) {
                run.stop();
            }
        });
        History history = model(0.01).fit(X, Y, QUIET.epochs(5).batchSize(2).callbacks(stopping));
        assertEquals(List.of(0), history.epochs());
        assertEquals(2, losses.size());
        assertEquals(losses.getLast(), history.last("loss"));
    }

    @Test
    void weightsCanBeReadAndSetBetweenSteps() {
        List<Float> seen = new ArrayList<>();
        model(0.01).fit(X, Y, QUIET.batchSize(2).callbacks(new LambdaCallback().onBatchBegin((run, batch) -> {
            seen.add(run.getWeights().getLast().toFloats()[0]);
            run.setWeights(List.of(Tensor.of(new float[][] {{0}, {0}}), Tensor.of((float) batch)));
            seen.add(run.getWeights().getLast().toFloats()[0]);
        })));
        assertEquals(List.of(0f, 1f, 2f), List.of(seen.get(1), seen.get(3), seen.get(5)));
        assertFalse(seen.get(2) == 0f, "a step was made from there");
    }

    @Test
    void anInvalidLossEndsTrainingQuietlyIfWanted() {
        Callback spoiling = new LambdaCallback().onEpochBegin((run, epoch) -> run.learningRate(epoch == 2 ? 1e30 : 0.01));
        boolean[] ended = {false};
        Callback ending = new LambdaCallback().onTrainEnd(_ -> ended[0] = true);
        Sequential expected = model(0.01);
        expected.fit(X, Y, QUIET.batchSize(1).epochs(2));
        Sequential model = model(0.01);
        History history = model.fit(X, Y, QUIET.batchSize(1).epochs(9).callbacks(spoiling, new TerminateOnNaN(), ending));
        assertEquals(List.of(0, 1), history.epochs());
        assertTrue(ended[0]);
        assertEquals(weights(expected), weights(model), "as it was at the start of the epoch");
        ended[0] = false;
        assertThrows(NonFiniteLossException.class, () -> model(0.01).fit(X, Y,
                QUIET.batchSize(1).epochs(9).callbacks(spoiling, new TerminateOnNaN(true), ending)));
        assertFalse(ended[0]);
    }

    @Test
    void batchesAreToldOnlyToThoseWhoAsk() {
        Callback silent = new Callback() {
            @Override
            public void onBatchEnd(TrainingRun run, int batch) {
                throw new AssertionError("did not ask");
            }
        };
        model(0.01).fit(X, Y, QUIET.callbacks(silent));
    }

    // ---- what is printed --------------------------------------------------------------------------------------------

    private static String printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    /** The lines real Keras prints for such calls, with numbers and times replaced. */
    @Test
    void linesAreInTheOrderOfKeras() {
        Sequential model = model(0.01);
        model.compile(new CompileOptions(new SGD(0.01), new MeanSquaredError()).metrics("mae")
                .weightedMetrics("mse"));
        String text = printed(() -> {
            model.fit(X, Y, new FitOptions().epochs(2).verbose(2));
            model.fit(X, Y, new FitOptions().verbose(2).validationSplit(0.2)
                    .callbacks(new LearningRateScheduler((_, rate) -> rate, 1)));
            model.evaluate(X, Y, new EvaluateOptions().verbose(2));
            model.predict(X, new PredictOptions().verbose(2));
        });
        String line = "1/1 - T/step - loss: N - mae: N - mse: N";
        assertEquals("Epoch 1/2\n" + line + "\nEpoch 2/2\n" + line + "\n\nEpoch 1: LearningRateScheduler setting learning rate"
                + " to N.\n" + line + " - val_loss: N - val_mae: N - val_mse: N - learning_rate: N\n" + line
                + "\n1/1 - T/step\n",
                text.replaceAll("- \\d+s - \\d+[mu]?s/step", "- T/step").replaceAll("\\d+\\.\\d+(e[+-]\\d+)?", "N"));
        assertEquals("", printed(() -> {
            model.evaluate(X, Y);
            model.predict(X);
        }));
    }

    // ---- mistakes ---------------------------------------------------------------------------------------------------

    private record Mistake(String name, Function<Path, Callback> callback, String... said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake("no validation", _ -> new EarlyStopping(), "EarlyStopping", "\"val_loss\"", "loss, mae",
                        "validationSplit", "\"loss\""),
                new Mistake("a misspelt metric", _ -> new EarlyStopping().monitor("los"), "\"los\"", "did you mean \"loss\""),
                new Mistake("a metric that is not compiled", _ -> new ReduceLROnPlateau().monitor("accuracy"),
                        "ReduceLROnPlateau", "\"accuracy\"", "loss, mae, learning_rate", "compile"),
                new Mistake("no direction", _ -> new ReduceLROnPlateau().monitor("learning_rate"), "\"learning_rate\"",
                        "mode(\"min\")"),
                new Mistake("best of what", path -> new ModelCheckpoint(path.resolve("a.garam")).saveBestOnly(true),
                        "ModelCheckpoint", "\"val_loss\""),
                new Mistake("a name not known", path -> new ModelCheckpoint(path.resolve("{epoch}-{val_loss}.garam")),
                        "{val_loss}", "there is no \"val_loss\"", "epoch, loss, mae"),
                new Mistake("batches per epoch", path -> new ModelCheckpoint(path.resolve("{batch}.garam")), "\"batch\""),
                new Mistake("a wrong format", _ -> new ModelCheckpoint("{loss:d}.garam"), "{loss:d}", "whole numbers"),
                new Mistake("an unknown format", _ -> new ModelCheckpoint("{epoch:zz}.garam"), "\"zz\"", "02d"),
                new Mistake("an open brace", _ -> new ModelCheckpoint("a{epoch.garam"), "a{epoch.garam", "write it like"),
                new Mistake("a closing brace", _ -> new ModelCheckpoint("a}.garam"), "a}.garam"),
                new Mistake("a format of Keras", _ -> new ModelCheckpoint("a.keras"), "a.keras", ".garam"),
                new Mistake("no file", _ -> new ModelCheckpoint((String) null), "file"),
                new Mistake("frequency", _ -> new ModelCheckpoint("a.garam").saveFrequency(0), "saveFrequency", "0"),
                new Mistake("validation at batches", path -> new ModelCheckpoint(path.resolve("a.garam")).saveFrequency(2)
                        .saveBestOnly(true).monitor("val_loss"), "\"val_loss\""),
                new Mistake("patience", _ -> new EarlyStopping().patience(-1), "patience", "-1"),
                new Mistake("mode", _ -> new EarlyStopping().mode("upwards"), "\"upwards\"", "\"max\""),
                new Mistake("verbose", _ -> new EarlyStopping().verbose(3), "verbose", "3"),
                new Mistake("delta", _ -> new EarlyStopping().minDelta(Double.NaN), "minDelta", "NaN"),
                new Mistake("factor", _ -> new ReduceLROnPlateau().factor(1), "factor", "1.0"),
                new Mistake("least rate", _ -> new ReduceLROnPlateau().minLearningRate(-1), "minLearningRate", "-1.0"),
                new Mistake("schedule", _ -> new LearningRateScheduler((_, _) -> Double.NaN), "NaN", "epoch 0"),
                new Mistake("no schedule", _ -> new LearningRateScheduler(null), "schedule"),
                new Mistake("separator", path -> new CSVLogger(path.resolve("a.csv"), "||", false), "\"||\""),
                new Mistake("no folder for a table", path -> new CSVLogger(path.resolve("none/a.csv")), "none/a.csv",
                        "folder that exists"),
                new Mistake("no backup folder", _ -> new BackupAndRestore(""), "folder"),
                new Mistake("a null callback", _ -> null, "null"),
                new Mistake("a null function", _ -> new LambdaCallback().onEpochEnd(null), "function"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isToldBeforeAnythingIsTrained(Mistake tested) {
        Sequential model = model(0.01);
        String before = weights(model);
        String said = assertThrows(RuntimeException.class,
                () -> model.fit(X, Y, QUIET.callbacks(tested.callback.apply(folder)))).getMessage();
        for (String part : tested.said) {
            assertTrue(said.contains(part), () -> "expected \"" + part + "\" in: " + said);
        }
        assertEquals(before, weights(model));
    }

    @Test
    void aRateThatFollowsAScheduleIsNotForCallbacks() {
        for (Callback callback : List.of(new ReduceLROnPlateau().monitor("loss"),
                new LearningRateScheduler((_, rate) -> rate))) {
            Sequential model = model(0.01);
            model.compile(new SGD(new ExponentialDecay(0.1, 3, 0.8)), "mse");
            String before = weights(model);
            String said = assertThrows(IllegalStateException.class, () -> model.fit(X, Y, QUIET.callbacks(callback)))
                    .getMessage();
            assertTrue(said.contains("ExponentialDecay") && said.contains("cannot be set"), said);
            assertEquals(before, weights(model));
        }
    }

    @Test
    void optionsAreChecked() {
        for (Runnable mistake : List.<Runnable>of(() -> QUIET.validationFrequency(0), () -> QUIET.validationAfter(0, 2),
                () -> QUIET.validationBatchSize(0), () -> QUIET.validationSteps(-1), () -> QUIET.verbose(3),
                () -> new EvaluateOptions().batchSize(0), () -> new EvaluateOptions().steps(0),
                () -> new EvaluateOptions().verbose(-1), () -> new PredictOptions().batchSize(-3))) {
            assertThrows(IllegalArgumentException.class, mistake::run);
        }
    }

    @Test
    void aFailingCallbackDoesNotForgetATrainedModel() {
        Sequential model = new Sequential(new Dense(1)).seed(1);
        model.compile("sgd", "mse");
        assertThrows(IllegalArgumentException.class, () -> model.fit(X, Y, QUIET.epochs(3).callbacks(
                new LearningRateScheduler((epoch, rate) -> epoch == 2 ? Double.NaN : rate))));
        Sequential expected = new Sequential(new Dense(1)).seed(1);
        expected.compile("sgd", "mse");
        expected.fit(X, Y, QUIET.epochs(2));
        assertEquals(weights(expected), weights(model));
    }

    // ---- weights and state in files ---------------------------------------------------------------------------------

    @Test
    void weightsAndStateComeBack() {
        Sequential model = model(0.01);
        model.compile("adam", "mse");
        model.fit(X, Y, QUIET.epochs(3));
        Path weights = folder.resolve("new/weights.garam");
        Path state = folder.resolve("state.garam");
        model.saveWeights(weights);
        model.saveState(state);
        for (Path file : List.of(weights, state)) {
            Sequential other = new Sequential(new Dense(1).inputShape(2));
            other.loadWeights(file);
            assertEquals(weights(model), weights(other));
        }
        Sequential wide = new Sequential(new Dense(1).inputShape(2)).dtype(DType.FLOAT64);
        wide.loadWeights(weights);
        assertArrayEquals(model.getWeights().getFirst().toDoubles(), wide.getWeights().getFirst().toDoubles());
        Sequential trained = model(0.01);
        trained.compile("adam", "mse");
        trained.learningRate(0.7);
        trained.loadState(state);
        model.fit(X, Y, QUIET);
        trained.fit(X, Y, QUIET);
        assertEquals(weights(model), weights(trained));
        assertEquals(model.learningRate(), trained.learningRate());
    }

    @Test
    void filesOfOtherModelsAreRefused() {
        Sequential model = model(0.01);
        Path weights = folder.resolve("weights.garam");
        Path state = folder.resolve("state.garam");
        model.saveWeights(weights);
        model.saveState(state);
        Sequential wider = new Sequential(new Dense(2).inputShape(2));
        Sequential named = new Sequential(new Dense(1).inputShape(2).named("out"));
        Sequential deeper = new Sequential(new Dense(1).inputShape(2), new Dense(1));
        Sequential unbiased = new Sequential(new Dense(1).useBias(false).inputShape(2));
        Sequential adam = model(0.01);
        adam.compile("adam", "mse");
        Map<Runnable, List<String>> mistakes = Map.of(
                () -> wider.loadWeights(weights), List.of("weights/dense/kernel is float32[2, 1]", "float32[2, 2]"),
                () -> named.loadWeights(weights), List.of("it has no weights/out/kernel", "weights/dense/kernel"),
                () -> deeper.loadWeights(weights), List.of("weights/dense_1/kernel"),
                () -> unbiased.loadWeights(weights), List.of("it has weights/dense/bias, which the model has not"),
                () -> adam.loadState(state), List.of("another optimizer", "Adam needs", "loadWeights"),
                () -> model.loadState(weights), List.of("weights only", "loadWeights"),
                () -> model.loadWeights(folder.resolve("none.garam")), List.of("there is no file"),
                () -> model.loadWeights(folder), List.of("cannot read"));
        mistakes.forEach((mistake, parts) -> {
            String said = assertThrows(StateFileException.class, mistake::run).getMessage();
            parts.forEach(part -> assertTrue(said.contains(part), () -> "expected \"" + part + "\" in: " + said));
        });
        assertThrows(IllegalArgumentException.class, () -> model.saveWeights("model.weights.h5"));
        assertThrows(IllegalStateException.class, () -> new Sequential(new Dense(1).inputShape(2)).saveState(state));
    }
}
