package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training that needs everything a backup holds, interrupted at any moment, ends with the same bits as one that was
 * not interrupted: by exceptions, and by SIGKILL in a process of its own.
 */
@ExtendWith(OnTestEngine.class)
class InterruptedTrainingTest {
    @TempDir
    private Path folder;

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Throws at one of the moments a callback hears of, all counted one after the other. */
    private static final class Interrupting implements Callback {
        private final int moment;
        private int heard;

        Interrupting(int moment) {
            this.moment = moment;
        }

        private void hear() {
            if (heard++ == moment) {
                throw new Interruption();
            }
        }

        @Override
        public Set<Batches> hearsBatches() {
            return Set.of(Batches.TRAINING, Batches.TEST);
        }

        @Override
        public void onTrainBegin(TrainingRun run) {
            hear();
        }

        @Override
        public void onEpochBegin(TrainingRun run, int epoch) {
            hear();
        }

        @Override
        public void onBatchBegin(TrainingRun run, int batch) {
            hear();
        }

        @Override
        public void onBatchEnd(TrainingRun run, int batch) {
            hear();
        }

        @Override
        public void onTestBatchEnd(InferenceRun run, int batch) {
            hear();
        }

        @Override
        public void onEpochEnd(TrainingRun run, Progress progress) {
            hear();
        }

        @Override
        public void onTrainEnd(TrainingRun run) {
            hear();
        }
    }

    private Path made(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    @Test
    void theTrainingIsOneThatNeedsEverything() throws IOException {
        made("a");
        made("b");
        String one = ResumedTraining.run(folder.resolve("a"), 0);
        assertEquals(one, ResumedTraining.run(folder.resolve("b"), 3), "backups change nothing");
        long epochs = one.lines().findFirst().orElseThrow().chars().filter(c -> c == ',').count() + 1;
        assertTrue(epochs > 7 && epochs < 14, "it ends early, but not at once:\n" + one);
        assertFalse(Files.exists(folder.resolve("a/backup")), "a backup is deleted in the end");
    }

    /** Interrupted anywhere, once, and again and again at a later moment. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void interruptedAtAnyMoment(int frequency) throws IOException {
        made("whole");
        String expected = ResumedTraining.run(folder.resolve("whole"), frequency);
        int moments = 0;
        for (int moment = 0; moment < 200; moment += 9) {
            Path run = made("run" + moment);
            try {
                assertEquals(expected, ResumedTraining.run(run, frequency, new Interrupting(moment)));
            } catch (Interruption e) {
                assertEquals(expected, ResumedTraining.run(run, frequency), "interrupted at moment " + moment);
                moments++;
            }
        }
        assertTrue(moments > 10, moments + " interruptions");
        Path often = made("often");
        int interruptions = 0;
        while (true) {
            try {
                assertEquals(expected, ResumedTraining.run(often, frequency, new Interrupting(11 + interruptions)));
                break;
            } catch (Interruption e) {
                interruptions++;
            }
        }
        assertTrue(interruptions > 2, interruptions + " interruptions of one run");
    }

    // ---- processes that are killed ----------------------------------------------------------------------------------

    private Process start(Path run, int frequency, Path output) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), ResumedTraining.class.getName(), run.toString(),
                String.valueOf(frequency)).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static String printed(Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitTraining(Process process, Path output) throws InterruptedException {
        while (process.isAlive() && !printed(output).contains("training")) {
            Thread.sleep(1);
        }
    }

    /** Backing up after each batch, a process is writing most of the time, so kills meet half-written files. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void killedAtRandomMoments(int frequency) throws IOException, InterruptedException {
        made("whole");
        String expected = ResumedTraining.run(folder.resolve("whole"), frequency);
        Path run = made("killed");
        Path output = folder.resolve("output.txt");
        Random random = new Random(frequency + 11);
        int kills = 0;
        int leftovers = 0;
        while (true) {
            Process process = start(run, frequency, output);
            awaitTraining(process, output);
            // Enough kills are enough: the last process may finish.
            boolean hasEnded = process.waitFor(kills < 6 ? random.nextInt(150) : 60_000, TimeUnit.MILLISECONDS);
            if (hasEnded) {
                break;
            }
            process.destroyForcibly().waitFor();
            kills++;
            leftovers += Files.exists(run.resolve("backup/.latest.backup.unfinished")) ? 1 : 0;
        }
        String all = printed(output).replace(System.lineSeparator(), "\n");
        assertTrue(kills > 0, "no process was killed in time");
        assertTrue(all.contains("result\n"), all);
        assertEquals(expected, all.substring(all.indexOf("result\n") + 7).strip(),
                kills + " kills, " + leftovers + " of them while writing");
    }
}
