package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.model.callback.BackupAndRestore;
import org.garam.model.callback.Callback;
import org.garam.model.callback.LambdaCallback;
import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.ExponentialDecay;
import org.garam.model.state.SavedState;
import org.garam.model.state.StateFile;
import org.garam.model.state.StateFileException;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted run that is started again ends with the same bits as one that was not interrupted. */
@ExtendWith(OnTestEngine.class)
public class BackupAndRestoreTest {
    private static final FitOptions QUIET = new FitOptions().verbose(0);
    private static final float[][] X = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 1}};
    private static final float[] Y = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    // ---- what is around a backup ------------------------------------------------------------------------------------

    private static Sequential line() {
        Sequential model = new Sequential(new Dense(1).inputShape(2)).seed(1);
        model.compile("adam", "mse");
        return model;
    }

    private void interrupt(Sequential model, FitOptions options, BackupAndRestore backup, int epoch) {
        Callback interrupting = new LambdaCallback().onEpochBegin((_, number) -> {
            if (number == epoch) {
                throw new Interruption();
            }
        });
        assertThrows(Interruption.class, () -> model.fit(X, Y, options.callbacks(backup, interrupting)));
    }

    private BackupAndRestore backup() {
        return new BackupAndRestore(folder.resolve("backup"));
    }

    @Test
    void whatAKilledWriterLeavesIsNoBackup() throws IOException {
        interrupt(line(), QUIET.epochs(6), backup(), 3);
        Path latest = folder.resolve("backup/latest.backup");
        byte[] whole = Files.readAllBytes(latest);
        Files.write(folder.resolve("backup/.latest.backup.unfinished"), Arrays.copyOf(whole, whole.length / 2));
        Sequential resumed = line();
        List<Integer> begun = new ArrayList<>();
        History history = resumed.fit(X, Y, QUIET.epochs(6).callbacks(backup(),
                new LambdaCallback().onEpochBegin((_, epoch) -> begun.add(epoch))));
        Sequential expected = line();
        assertEquals(expected.fit(X, Y, QUIET.epochs(6)).metrics(), history.metrics());
        assertEquals(List.of(3, 4, 5), begun);
        assertEquals(ModelState.whole(expected.built()).names(), ModelState.whole(resumed.built()).names());
        assertFalse(Files.exists(folder.resolve("backup")), "nothing is left");
    }

    @Test
    void aDamagedBackupIsToldUnlessThereIsTheOneBefore() throws IOException {
        Path latest = folder.resolve("backup/latest.backup");
        interrupt(line(), QUIET.epochs(6), backup(), 3);
        Files.write(latest, new byte[100]);
        Files.write(latest, Arrays.copyOf("\u0089GARAM".getBytes(StandardCharsets.ISO_8859_1), 100));
        String said = assertThrows(StateFileException.class, () -> line().fit(X, Y, QUIET.epochs(6).callbacks(backup())))
                .getMessage();
        assertTrue(said.contains("latest.backup"), said);
        StateFile.delete(latest);
        interrupt(line(), QUIET.epochs(6), backup().doubleCheckpoint(true), 3);
        byte[] whole = Files.readAllBytes(latest);
        Files.write(latest, Arrays.copyOf(whole, whole.length - 40));
        List<Integer> begun = new ArrayList<>();
        History history = line().fit(X, Y, QUIET.epochs(6).callbacks(backup().doubleCheckpoint(true),
                new LambdaCallback().onEpochBegin((_, epoch) -> begun.add(epoch))));
        assertEquals(List.of(2, 3, 4, 5), begun);
        assertEquals(line().fit(X, Y, QUIET.epochs(6)).metrics(), history.metrics());
    }

    @Test
    void anotherRunsBackupIsRefused() {
        interrupt(line(), QUIET.epochs(6), backup(), 3);
        Sequential wider = new Sequential(new Dense(2).inputShape(2), new Dense(1));
        wider.compile("adam", "mse");
        Sequential other = line();
        other.compile("sgd", "mse");
        Sequential measured = line();
        measured.compile("adam", "mse", "mae");
        record Case(Sequential model, FitOptions options, String... said) {}
        for (Case tested : List.of(new Case(wider, QUIET, "another model", "dense"),
                new Case(other, QUIET, "optimizer Adam", "optimizer SGD"),
                new Case(measured, QUIET, "metrics [loss]", "metrics [loss, mae]"),
                new Case(line(), QUIET.batchSize(2), "batches of 5", "batches of 2"),
                new Case(line(), QUIET.validationSplit(0.2), "5 samples", "4 samples"),
                new Case(line(), QUIET.shuffle(false), "random order", "fixed order"))) {
            List<Tensor> before = tested.model.getWeights();
            String said = assertThrows(StateFileException.class,
                    () -> tested.model.fit(X, Y, tested.options.epochs(6).callbacks(backup()))).getMessage();
            Stream.of(tested.said).forEach(part -> assertTrue(said.contains(part), said));
            assertEquals(before.toString(), tested.model.getWeights().toString());
        }
    }

    @Test
    void trainingMayGoOnLongerThanItWasToAtFirst() {
        BackupAndRestore kept = backup().deleteCheckpoint(false);
        line().fit(X, Y, QUIET.epochs(3).callbacks(kept));
        assertTrue(Files.exists(folder.resolve("backup/latest.backup")));
        History longer = line().fit(X, Y, QUIET.epochs(5).callbacks(kept));
        assertEquals(line().fit(X, Y, QUIET.epochs(5)).metrics(), longer.metrics());
        List<Integer> begun = new ArrayList<>();
        History again = line().fit(X, Y, QUIET.epochs(5).callbacks(kept,
                new LambdaCallback().onEpochBegin((_, epoch) -> begun.add(epoch))));
        assertEquals(List.of(), begun);
        assertEquals(longer.metrics(), again.metrics());
    }

    @Test
    void aRunIsResumedBeforeItBegins() {
        Sequential model = line();
        Path file = folder.resolve("run.backup");
        Callback late = new LambdaCallback().onEpochEnd((run, _) -> {
            run.backUp(file);
            assertThrows(IllegalStateException.class, () -> run.resume(file));
        });
        model.fit(X, Y, QUIET.callbacks(late));
        model.saveWeights(folder.resolve("weights.garam"));
        String said = assertThrows(StateFileException.class, () -> model.fit(X, Y, QUIET.callbacks(
                new LambdaCallback().onTrainBegin(run -> run.resume(folder.resolve("weights.garam")))))).getMessage();
        assertTrue(said.contains("loadWeights"), said);
    }

    /** Rates that follow a schedule, averages of weights, gradients gathered over steps, weights that are not trained. */
    @Test
    void whateverTheOptimizerAndTheLayersRememberComesBack() {
        Supplier<Sequential> make = () -> {
            Sequential model = new Sequential(new Dense(4, "relu").inputShape(2), new BatchNormalization(), new Dense(1)).seed(2);
            model.compile(new Adam(new ExponentialDecay(0.1, 3, 0.8)).exponentialMovingAverage(0.9)
                    .gradientAccumulationSteps(2).weightDecay(0.01), "mse");
            return model;
        };
        FitOptions options = QUIET.epochs(4).batchSize(2);
        Sequential expected = make.get();
        History whole = expected.fit(X, Y, options);
        for (int step = 1; step < 11; step++) {
            int[] left = {step};
            Callback interrupting = new LambdaCallback().onBatchBegin((_, _) -> {
                if (left[0]-- == 0) {
                    throw new Interruption();
                }
            });
            assertThrows(Interruption.class,
                    () -> make.get().fit(X, Y, options.callbacks(backup().saveFrequency(1), interrupting)));
            Sequential resumed = make.get();
            assertEquals(whole.metrics(), resumed.fit(X, Y, options.callbacks(backup().saveFrequency(1))).metrics());
            assertEquals(values(expected), values(resumed));
        }
    }

    private static List<String> values(Sequential model) {
        return model.getWeights().stream().map(weight -> Arrays.toString(weight.toFloats())).toList();
    }

    @Test
    void whatWasStoppedStaysStopped() {
        Callback stopping = new LambdaCallback().onEpochEnd((run, progress) -> {
            if (progress.epoch() == 1) {
                run.stop();
            }
        });
        Callback interrupting = new LambdaCallback().onTrainEnd(_ -> {
            throw new Interruption();
        });
        assertThrows(Interruption.class,
                () -> line().fit(X, Y, QUIET.epochs(6).callbacks(interrupting, backup(), stopping)));
        assertEquals(List.of(0, 1), line().fit(X, Y, QUIET.epochs(6).callbacks(backup(), stopping)).epochs());
    }

    @Test
    void whatWasLoggedInTheEpochStaysLogged() {
        Callback logging = new LambdaCallback().onBatchEnd((run, batch) -> {
            if (batch == 0) {
                run.log("first", run.logs().get("loss"));
            }
        });
        Callback interrupting = new LambdaCallback().onBatchBegin((_, batch) -> {
            if (batch == 2) {
                throw new Interruption();
            }
        });
        FitOptions options = QUIET.epochs(2).batchSize(2);
        History expected = line().fit(X, Y, options.callbacks(logging));
        assertThrows(Interruption.class,
                () -> line().fit(X, Y, options.callbacks(backup().saveFrequency(1), logging, interrupting)));
        assertEquals(expected.metrics(), line().fit(X, Y, options.callbacks(backup().saveFrequency(1), logging)).metrics());
    }

    /** An unseeded model has another seed in each process; the order of samples stays that of the first. */
    @Test
    void theOrderOfSamplesIsThatOfTheFirstProcess() {
        Sequential first = new Sequential(new Dense(1).inputShape(2)).seed(5);
        first.compile("adam", "mse");
        interrupt(first, QUIET.epochs(6).batchSize(2), backup(), 3);
        Sequential second = new Sequential(new Dense(1).inputShape(2)).seed(6);
        second.compile("adam", "mse");
        second.fit(X, Y, QUIET.epochs(6).batchSize(2).callbacks(backup()));
        Sequential expected = new Sequential(new Dense(1).inputShape(2)).seed(5);
        expected.compile("adam", "mse");
        expected.fit(X, Y, QUIET.epochs(6).batchSize(2));
        assertEquals(expected.getWeights().toString(), second.getWeights().toString());
    }

    @Test
    void aFailedRunKeepsItsBackup() {
        Sequential model = line();
        Callback spoiling = new LambdaCallback().onEpochEnd((run, progress) -> {
            if (progress.epoch() == 2) {
                run.learningRate(1e38);
            }
        });
        assertThrows(NonFiniteLossException.class, () -> model.fit(X, Y, QUIET.epochs(9).callbacks(backup(), spoiling)));
        SavedState kept = StateFile.read(folder.resolve("backup/latest.backup"));
        assertTrue(kept.integer("optimizer/iteration") >= 2, "of the last epoch that was good");
    }
}
