package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.garam.model.callback.Callback;
import org.garam.model.callback.InferenceRun;
import org.garam.model.callback.Progress;
import org.garam.model.callback.TrainingRun;
import org.garam.model.layer.Dense;
import org.garam.model.optimizer.SGD;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the options of fit, evaluate and predict do, and what callbacks hear, against Keras 3.15.1. */
@ExtendWith(OnTestEngine.class)
public class KerasFitTest {
    private static final double TOLERANCE = 2e-6;
    private static final JsonNode GOLDEN = read();
    private static final double[][] X = new double[GOLDEN.get("x").size()][];
    private static final double[] Y = numbers(GOLDEN.get("y"));
    private static final double[] WEIGHTS = numbers(GOLDEN.get("w"));

    static {
        for (int i = 0; i < X.length; i++) {
            X[i] = numbers(GOLDEN.get("x").get(i));
        }
    }

    private static JsonNode read() {
        try (InputStream stream = KerasFitTest.class.getResourceAsStream("/callbacks/keras.json")) {
            return new ObjectMapper().readTree(stream).get("fits");
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    }

    private record Case(JsonNode node) {
        @Override
        public String toString() {
            return node.get("name").asText();
        }
    }

    static Stream<Case> cases() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false).map(Case::new);
    }

    private static Sequential model(String... weighted) {
        Sequential model = new Sequential(new Dense(1).inputShape(2));
        model.compile(new CompileOptions(new SGD(0.05), "mse").metrics("mae").weightedMetrics(weighted));
        float[] kernel = {(float) numbers(GOLDEN.get("start").get(0))[0], (float) numbers(GOLDEN.get("start").get(0))[1]};
        model.setWeights(Tensor.of(kernel, 2, 1), Tensor.of((float) numbers(GOLDEN.get("start").get(1))[0]));
        return model;
    }

    private static FitOptions options(JsonNode given) {
        FitOptions options = new FitOptions().shuffle(false).verbose(0);
        for (Map.Entry<String, JsonNode> set : given.properties()) {
            JsonNode value = set.getValue();
            options = switch (set.getKey()) {
                case "epochs" -> options.epochs(value.asInt());
                case "initial_epoch" -> options.initialEpoch(value.asInt());
                case "batch_size" -> options.batchSize(value.asInt());
                case "steps_per_epoch" -> options.stepsPerEpoch(value.asInt());
                case "validation" -> options.validationData(
                        Arrays.copyOfRange(X, value.get(0).asInt(), value.get(1).asInt()),
                        Arrays.copyOfRange(Y, value.get(0).asInt(), value.get(1).asInt()));
                case "validation_freq" -> value.isArray()
                        ? options.validationAfter(Arrays.stream(numbers(value)).mapToInt(epoch -> (int) epoch).toArray())
                        : options.validationFrequency(value.asInt());
                case "validation_batch_size" -> options.validationBatchSize(value.asInt());
                case "validation_steps" -> options.validationSteps(value.asInt());
                case "validation_split" -> options.validationSplit(value.asDouble());
                case "sample_weight" -> options.sampleWeight(WEIGHTS);
                default -> throw new IllegalArgumentException(set.getKey());
            };
        }
        // Keras validates in batches of the training's size unless told; here that is as large as memory allows.
        return given.has("validation_batch_size") ? options : options.validationBatchSize(given.get("batch_size").asInt());
    }

    private static void assertLogs(JsonNode expected, Map<String, Double> logs) {
        assertEquals(expected.size(), logs.size(), logs.toString());
        expected.properties().forEach(metric -> assertEquals(metric.getValue().asDouble(), logs.get(metric.getKey()),
                TOLERANCE * Math.max(1, Math.abs(metric.getValue().asDouble())), metric.getKey()));
    }

    private static void assertAll(JsonNode expected, double... actual) {
        assertEquals(expected.size(), actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.get(i).asDouble(), actual[i], TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fitsAsKerasDoes(Case tested) {
        JsonNode node = tested.node;
        Sequential model = model(StreamSupport.stream(node.get("weighted").spliterator(), false).map(JsonNode::asText)
                .toArray(String[]::new));
        Hears hears = new Hears();
        History history = model.fit(X, Y, options(node.get("options")).callbacks(hears));
        assertEquals(StreamSupport.stream(node.get("epochs").spliterator(), false).map(JsonNode::asInt).toList(),
                history.epochs());
        assertEquals(node.get("history").size(), history.metrics().size());
        node.get("history").properties().forEach(metric -> assertAll(metric.getValue(),
                history.get(metric.getKey()).stream().mapToDouble(Double::doubleValue).toArray()));
        assertAll(node.get("final_weights").get(0), model.getWeights().getFirst().toDoubles());
        assertAll(node.get("final_weights").get(1), model.getWeights().getLast().toDoubles());
        if (!node.get("heard").isEmpty()) {
            assertEquals(StreamSupport.stream(node.get("heard").spliterator(), false).map(JsonNode::asText).toList(),
                    hears.heard);
        }
    }

    /** Writes down what it hears in Keras' words. */
    private static final class Hears implements Callback {
        private final List<String> heard = new ArrayList<>();
        private SequencedMap<String, Double> last = new LinkedHashMap<>();

        private void hear(String what, SequencedMap<String, Double> logs) {
            heard.add(what + (logs.isEmpty() ? "" : " " + String.join(",", logs.keySet())));
        }

        @Override
        public Set<Batches> hearsBatches() {
            return Set.of(Batches.values());
        }

        @Override
        public void onTrainBegin(TrainingRun run) {
            heard.add("on_train_begin");
        }

        @Override
        public void onEpochBegin(TrainingRun run, int epoch) {
            heard.add("on_epoch_begin " + epoch);
        }

        @Override
        public void onBatchBegin(TrainingRun run, int batch) {
            heard.add("on_train_batch_begin " + batch);
        }

        @Override
        public void onBatchEnd(TrainingRun run, int batch) {
            hear("on_train_batch_end " + batch, run.logs());
        }

        @Override
        public void onEpochEnd(TrainingRun run, Progress progress) {
            last = progress.logs();
            hear("on_epoch_end " + progress.epoch(), last);
        }

        @Override
        public void onTrainEnd(TrainingRun run) {
            hear("on_train_end", last);
        }

        @Override
        public void onTestBegin(InferenceRun run) {
            heard.add("on_test_begin");
        }

        @Override
        public void onTestBatchBegin(InferenceRun run, int batch) {
            heard.add("on_test_batch_begin " + batch);
        }

        @Override
        public void onTestBatchEnd(InferenceRun run, int batch) {
            hear("on_test_batch_end " + batch, run.logs());
        }

        @Override
        public void onTestEnd(InferenceRun run, SequencedMap<String, Double> logs) {
            hear("on_test_end", logs);
        }

        @Override
        public void onPredictBegin(InferenceRun run) {
            heard.add("on_predict_begin of " + run.steps().getAsInt());
        }

        @Override
        public void onPredictBatchBegin(InferenceRun run, int batch) {
            heard.add("on_predict_batch_begin " + batch);
        }

        @Override
        public void onPredictBatchEnd(InferenceRun run, int batch) {
            hear("on_predict_batch_end " + batch, run.logs());
        }

        @Override
        public void onPredictEnd(InferenceRun run) {
            heard.add("on_predict_end");
        }
    }

    @Test
    void batchesEvaluationsAndPredictionsAreThoseOfKeras() {
        Sequential model = model("mse");
        for (JsonNode step : GOLDEN.get("batches")) {
            int from = step.get("rows").get(0).asInt();
            int to = step.get("rows").get(1).asInt();
            double[][] x = Arrays.copyOfRange(X, from, to);
            double[] y = Arrays.copyOfRange(Y, from, to);
            double[] weights = step.get("weighted").asBoolean() ? Arrays.copyOfRange(WEIGHTS, from, to) : null;
            assertLogs(step.get("test"), model.testOnBatch(x, y, weights));
            assertLogs(step.get("train"), model.trainOnBatch(x, y, weights));
        }
        assertLogs(GOLDEN.get("evaluate"), model.evaluate(X, Y, new EvaluateOptions().batchSize(5).sampleWeight(WEIGHTS)));
        Hears hears = new Hears();
        assertLogs(GOLDEN.get("evaluate_two_steps"),
                model.evaluate(X, Y, new EvaluateOptions().batchSize(5).steps(2).callbacks(hears)));
        assertAll(GOLDEN.get("predict_three_steps"),
                model.predict(X, new PredictOptions().batchSize(4).steps(3).callbacks(hears)).toDoubles());
        String logs = " loss,mae,mse";
        assertEquals(List.of("on_test_begin", "on_test_batch_begin 0", "on_test_batch_end 0" + logs,
                "on_test_batch_begin 1", "on_test_batch_end 1" + logs, "on_test_end" + logs, "on_predict_begin of 3",
                "on_predict_batch_begin 0", "on_predict_batch_end 0", "on_predict_batch_begin 1", "on_predict_batch_end 1",
                "on_predict_batch_begin 2", "on_predict_batch_end 2", "on_predict_end"), hears.heard);
    }
}
