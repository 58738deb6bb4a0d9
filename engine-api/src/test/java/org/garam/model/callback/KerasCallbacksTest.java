package org.garam.model.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.garam.conformance.ReferenceDevice;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Callbacks against what those of Keras 3.15.1 do when they are told the same: when they stop, which weights they
 * restore, which rates they set, which files they write, and what they print.
 */
class KerasCallbacksTest {
    private static final Engine ENGINE = new Engine(new ReferenceDevice());
    private static final JsonNode GOLDEN = read();

    @TempDir
    private Path folder;

    private static JsonNode read() {
        try (InputStream stream = KerasCallbacksTest.class.getResourceAsStream("/callbacks/keras.json")) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Case(JsonNode node) {
        @Override
        public String toString() {
            return (node.has("callback") ? node.get("callback").asText() + " " : "") + node.get("config") + " "
                    + node.get("series");
        }
    }

    private static Stream<Case> cases(String list) {
        return StreamSupport.stream(GOLDEN.get(list).spliterator(), false).map(Case::new);
    }

    static Stream<Case> monitors() {
        return cases("monitors");
    }

    static Stream<Case> checkpoints() {
        return cases("checkpoints");
    }

    private static double number(JsonNode node) {
        return switch (node.asText()) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            default -> Double.parseDouble(node.asText());
        };
    }

    private static String captured(Runnable action) {
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

    private static Progress progress(int epoch, SequencedMap<String, Double> logs) {
        return new Progress(epoch, 1, OptionalInt.of(1), Duration.ZERO, Duration.ZERO, logs);
    }

    // ---- those that monitor -----------------------------------------------------------------------------------------

    private static Callback callback(JsonNode node) {
        JsonNode config = node.get("config");
        String metric = node.get("name").asText();
        switch (node.get("callback").asText()) {
            case "EarlyStopping" -> {
                EarlyStopping made = new EarlyStopping().monitor(metric);
                config.properties().forEach(set -> {
                    JsonNode value = set.getValue();
                    switch (set.getKey()) {
                        case "monitor" -> assertEquals(metric, value.asText());
                        case "patience" -> made.patience(value.asInt());
                        case "restore_best_weights" -> made.restoreBestWeights(value.asBoolean());
                        case "min_delta" -> made.minDelta(value.asDouble());
                        case "baseline" -> made.baseline(value.asDouble());
                        case "start_from_epoch" -> made.startFromEpoch(value.asInt());
                        case "mode" -> made.mode(value.asText());
                        case "verbose" -> made.verbose(value.asInt());
                        default -> throw new IllegalArgumentException(set.getKey());
                    }
                });
                return made;
            }
            case "ReduceLROnPlateau" -> {
                ReduceLROnPlateau made = new ReduceLROnPlateau().monitor(metric);
                config.properties().forEach(set -> {
                    JsonNode value = set.getValue();
                    switch (set.getKey()) {
                        case "patience" -> made.patience(value.asInt());
                        case "factor" -> made.factor(value.asDouble());
                        case "cooldown" -> made.cooldown(value.asInt());
                        case "min_lr" -> made.minLearningRate(value.asDouble());
                        case "min_delta" -> made.minDelta(value.asDouble());
                        case "mode" -> made.mode(value.asText());
                        case "verbose" -> made.verbose(value.asInt());
                        default -> throw new IllegalArgumentException(set.getKey());
                    }
                });
                return made;
            }
            default -> {
                return new LearningRateScheduler((_, rate) -> rate / 2, config.get("verbose").asInt());
            }
        }
    }

    /** What a callback did to a run in which a metric took these values, the weights being the epoch's number. */
    private static final class Told {
        private final List<Double> rates = new ArrayList<>();
        private int stopped = -1;
        private double weight;
    }

    private static Told tell(Callback callback, JsonNode node, double rate) {
        Told told = new Told();
        FakeRun run = new FakeRun("loss", "mae", "val_loss", "val_mae");
        run.learningRate(rate);
        callback.onTrainBegin(run);
        for (int epoch = 0; epoch < node.get("series").size() && told.stopped < 0; epoch++) {
            double value = number(node.get("series").get(epoch));
            run.setWeights(List.of(Tensor.of((float) epoch)));
            SequencedMap<String, Double> logs = new LinkedHashMap<>();
            logs.put("loss", value + 1);
            logs.put(node.has("name") ? node.get("name").asText() : "val_loss", value);
            callback.onEpochBegin(run, epoch);
            run.logs(logs);
            callback.onEpochEnd(run, progress(epoch, logs));
            told.rates.add(run.learningRate());
            told.stopped = run.isStopped() ? epoch : -1;
        }
        callback.onTrainEnd(run);
        told.weight = run.getWeights().getFirst().item();
        return told;
    }

    @ParameterizedTest
    @MethodSource("monitors")
    void doesWhatKerasDoes(Case tested) {
        ENGINE.run(() -> {
            JsonNode node = tested.node;
            boolean isScheduler = node.get("callback").asText().equals("LearningRateScheduler");
            Told[] told = new Told[1];
            String printed = captured(() -> told[0] = tell(callback(node), node, isScheduler ? 0.25 : 0.01));
            assertEquals(node.get("stopped").isNull() ? -1 : node.get("stopped").asInt(), told[0].stopped);
            assertEquals(node.get("final").asDouble(), told[0].weight);
            for (int i = 0; i < told[0].rates.size(); i++) {
                assertEquals(node.get("rates").get(i).asDouble(), told[0].rates.get(i), "epoch " + i);
            }
            assertEquals(node.get("printed").asText(), printed);
        });
    }

    /** A saved and restored callback goes on as one that was not; asked after each epoch. */
    @ParameterizedTest
    @MethodSource("monitors")
    void goesOnFromWhereItWasSaved(Case tested) {
        if (!(callback(tested.node) instanceof StatefulCallback)) {
            return;
        }
        ENGINE.run(() -> {
            Callback interrupted = new Callback() {
                private StatefulCallback current = (StatefulCallback) callback(tested.node);

                @Override
                public void onTrainBegin(TrainingRun run) {
                    current.onTrainBegin(run);
                }

                @Override
                public void onEpochEnd(TrainingRun run, Progress progress) {
                    current.onEpochEnd(run, progress);
                    StatefulCallback next = (StatefulCallback) callback(tested.node);
                    next.onTrainBegin(run);
                    next.restore(current.save());
                    current = next;
                }

                @Override
                public void onTrainEnd(TrainingRun run) {
                    current.onTrainEnd(run);
                }
            };
            captured(() -> {
                Told told = tell(interrupted, tested.node, 0.01);
                assertEquals(tested.node.get("stopped").isNull() ? -1 : tested.node.get("stopped").asInt(), told.stopped);
                assertEquals(tested.node.get("final").asDouble(), told.weight);
                assertEquals(tested.node.get("rates").get(told.rates.size() - 1).asDouble(), told.rates.getLast());
            });
        });
    }

    // ---- those that write -------------------------------------------------------------------------------------------

    private static String own(String name) {
        return name.replace(".weights.h5", ".garam").replace(".keras", ".garam");
    }

    private static List<String> own(JsonNode names) {
        return StreamSupport.stream(names.spliterator(), false).map(name -> own(name.asText())).toList();
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void writesTheFilesKerasWrites(Case tested) {
        JsonNode node = tested.node;
        ModelCheckpoint checkpoint = new ModelCheckpoint(own(node.get("pattern").asText()));
        node.get("config").properties().forEach(set -> {
            JsonNode value = set.getValue();
            switch (set.getKey()) {
                case "monitor" -> checkpoint.monitor(value.asText());
                case "save_best_only" -> checkpoint.saveBestOnly(value.asBoolean());
                case "save_weights_only" -> checkpoint.saveWeightsOnly(value.asBoolean());
                case "mode" -> checkpoint.mode(value.asText());
                case "initial_value_threshold" -> checkpoint.initialValueThreshold(value.asDouble());
                case "verbose" -> checkpoint.verbose(value.asInt());
                default -> throw new IllegalArgumentException(set.getKey());
            }
        });
        FakeRun run = new FakeRun("loss", "val_loss");
        String printed = captured(() -> {
            checkpoint.onTrainBegin(run);
            for (int epoch = 0; epoch < node.get("series").size(); epoch++) {
                double value = number(node.get("series").get(epoch));
                SequencedMap<String, Double> logs = new LinkedHashMap<>();
                logs.put("loss", value + 1);
                logs.put("val_loss", value);
                checkpoint.onEpochBegin(run, epoch);
                checkpoint.onEpochEnd(run, progress(epoch, logs));
            }
            checkpoint.onTrainEnd(run);
        });
        assertEquals(own(node.get("saved")), run.saved());
        assertEquals(own(node.get("printed").asText()), printed);
    }

    @Test
    void countsBatchesThroughEpochs() {
        for (JsonNode node : GOLDEN.get("checkpoints_by_batch")) {
            ModelCheckpoint checkpoint = new ModelCheckpoint("{epoch:02d}-{batch:02d}.garam")
                    .saveFrequency(node.get("save_freq").asInt());
            FakeRun run = new FakeRun("loss");
            checkpoint.onTrainBegin(run);
            for (int epoch = 0; epoch < node.get("epochs").asInt(); epoch++) {
                checkpoint.onEpochBegin(run, epoch);
                for (int batch = 0; batch < node.get("steps").asInt(); batch++) {
                    checkpoint.onBatchEnd(run, batch);
                }
                checkpoint.onEpochEnd(run, progress(epoch, new LinkedHashMap<>()));
            }
            assertEquals(own(node.get("saved")), run.saved());
        }
    }

    @Test
    void namesAreFilledInAsPythonDoes() {
        SequencedMap<String, Double> logs = new LinkedHashMap<>();
        GOLDEN.get("file_names").get("logs").properties().forEach(log -> logs.put(log.getKey(), log.getValue().asDouble()));
        for (JsonNode tested : GOLDEN.get("file_names").get("cases")) {
            assertEquals(tested.get("name").asText(), new FilePattern(tested.get("pattern").asText())
                    .file(tested.get("epoch").asInt() - 1, OptionalInt.empty(), logs).toString());
        }
    }

    @Test
    void numbersAreWrittenAsPythonDoes() {
        for (JsonNode tested : GOLDEN.get("reprs")) {
            String hex = tested.get("hex").asText();
            double value = switch (hex) {
                case "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(hex);
            };
            assertEquals(tested.get("repr").asText(), PythonNumbers.text(value), hex);
        }
    }

    private static SequencedMap<String, Double> logs(JsonNode row) {
        SequencedMap<String, Double> logs = new LinkedHashMap<>();
        row.properties().forEach(value -> logs.put(value.getKey(), value.getValue().asDouble()));
        return logs;
    }

    @Test
    void theTableIsThatOfKeras() throws IOException {
        int number = 0;
        for (JsonNode node : GOLDEN.get("csv")) {
            Path file = folder.resolve("log" + number++ + ".csv");
            String separator = node.get("config").path("separator").asText(",");
            boolean append = node.get("config").path("append").asBoolean(false);
            for (int call = 0; call < node.get("calls").asInt(); call++) {
                CSVLogger logger = new CSVLogger(file, separator, append);
                FakeRun run = new FakeRun();
                logger.onTrainBegin(run);
                for (int epoch = 0; epoch < node.get("rows").size(); epoch++) {
                    logger.onEpochEnd(run, progress(epoch, logs(node.get("rows").get(epoch))));
                }
                logger.onTrainEnd(run);
            }
            assertEquals(node.get("text").asText(), Files.readString(file));
        }
    }

    // ---- what is printed --------------------------------------------------------------------------------------------

    private static String plain(String printed) {
        return printed.replaceAll("\u001b\\[[0-9;]*[mK]", "").replace("\r", "");
    }

    @Test
    void linesAreThoseOfKeras() {
        for (JsonNode node : GOLDEN.get("progress")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
            ProgressBar bar = node.get("verbose").asInt() == 2 ? ProgressBar.lines(out) : ProgressBar.bar(out, true);
            SequencedMap<String, Double> logs = new LinkedHashMap<>();
            node.get("values").properties().forEach(value -> logs.put(value.getKey(), number(value.getValue())));
            Duration elapsed = Duration.ofNanos(Math.round(node.get("seconds").asDouble() * 1e9));
            int target = node.get("target").asInt();
            int current = node.get("current").asInt();
            FakeRun run = new FakeRun().steps(target);
            Progress progress = new Progress(0, current, OptionalInt.of(target), elapsed, elapsed, logs);
            if (current == target) {
                bar.onEpochEnd(run, progress);
            } else {
                bar.onProgress(run, progress);
            }
            assertEquals(plain(node.get("printed").asText()),
                    plain(bytes.toString(StandardCharsets.UTF_8)).replace(System.lineSeparator(), "\n"));
        }
    }

    @Test
    void oneEpochHasNoHeading() {
        for (int epochs : IntStream.of(1, 2).toArray()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ProgressBar.lines(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                    .onEpochBegin(new FakeRun().epochs(epochs), 0);
            assertEquals(epochs == 1 ? "" : "Epoch 1/2", bytes.toString(StandardCharsets.UTF_8).strip());
        }
        assertTrue(GOLDEN.get("real_lines").asText().startsWith("Epoch 1/2\n1/1 - "));
    }
}
