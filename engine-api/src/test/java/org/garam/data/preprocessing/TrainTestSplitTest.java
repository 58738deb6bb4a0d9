package org.garam.data.preprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.garam.conformance.ReferenceDevice;
import org.garam.data.HostTensor;
import org.garam.data.ScikitLearn;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainTestSplitTest {

    static Stream<JsonNode> splits() {
        return ScikitLearn.cases("train_test_split");
    }

    @ParameterizedTest
    @MethodSource("splits")
    void takesScikitLearnsRows(JsonNode golden) {
        var options = golden.get("options");
        var split = new TrainTestSplit().seed(golden.get("seed").asLong());
        if (options.has("test_size")) {
            var size = options.get("test_size");
            split = size.isInt() ? split.testSize(size.asInt()) : split.testSize(size.asDouble());
        }
        if (options.has("train_size")) {
            var size = options.get("train_size");
            split = size.isInt() ? split.trainSize(size.asInt()) : split.trainSize(size.asDouble());
        }
        if (options.has("shuffle")) {
            split = split.shuffle(options.get("shuffle").asBoolean());
        }
        if (!golden.get("stratify").isNull()) {
            split = split.stratify(labels(golden.get("stratify")));
        }
        var rows = split.split(golden.get("rows").asInt());
        assertArrayEquals(ScikitLearn.ints(golden.get("train")), rows.train());
        assertArrayEquals(ScikitLearn.ints(golden.get("test")), rows.test());
    }

    private static Object labels(JsonNode list) {
        return list.get(0).isTextual()
                ? StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toArray(String[]::new)
                : ScikitLearn.ints(list);
    }

    private static final SplitRows ROWS = new SplitRows(4, new int[] {2, 0}, new int[] {3});

    @Test
    void takesRowsOfAnyForm() {
        assertArrayEquals(new int[] {7, 5}, ROWS.train(new int[] {5, 6, 7, 8}));
        assertArrayEquals(new String[] {"d"}, ROWS.test(new String[] {"a", "b", "c", "d"}));
        assertEquals(List.of("c", "a"), ROWS.train(List.of("a", "b", "c", "d")));
        assertArrayEquals(new float[][][] {{{3}}, {{1}}}, ROWS.train(new float[][][] {{{1}}, {{2}}, {{3}}, {{4}}}));
        assertEquals(HostTensor.of(new byte[][] {{4, 40}}),
                ROWS.test(HostTensor.of(new byte[][] {{1, 10}, {2, 20}, {3, 30}, {4, 40}})));
    }

    @Test
    void copiesRows() {
        var x = new double[][] {{1}, {2}, {3}, {4}};
        assertNotSame(x[3], ROWS.test(x)[0]);
    }

    @Test
    void takesRowsOfATensorOnItsOwnDevice() {
        try (var engine = new Engine(new ReferenceDevice()); var other = new Engine(new ReferenceDevice())) {
            var tensor = engine.call(() -> Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}));
            var taken = other.call(() -> ROWS.train(tensor));
            assertEquals(engine, taken.engine());
            assertArrayEquals(new float[] {5, 6, 1, 2}, taken.toFloats());
        }
    }

    @Test
    void splitsSamplesAndTargetsAlike() {
        var x = IntStream.range(0, 40).mapToObj(i -> new float[] {i, -i}).toArray(float[][]::new);
        var y = IntStream.range(0, 40).toArray();
        var split = TrainTestSplit.trainTestSplit(x, y, 0.25, 1);
        assertEquals("split: 30 rows to train on, 10 to test with", split.toString());
        for (var i = 0; i < 10; i++) {
            assertEquals(split.yTest()[i], split.xTest()[i][0]);
        }
        var all = IntStream.concat(Arrays.stream(split.yTrain()), Arrays.stream(split.yTest())).sorted().toArray();
        assertArrayEquals(y, all);
    }

    /** One-hot rows are classes too. */
    @Test
    void stratifiesByRows() {
        var ids = IntStream.range(0, 60).map(i -> i % 3).toArray();
        var byId = new TrainTestSplit().stratify(ids).seed(4).split(60);
        var byRow = new TrainTestSplit().stratify(Categorical.toCategorical(ids)).seed(4).split(60);
        assertEquals(5, Arrays.stream(byId.test(ids)).filter(id -> id == 2).count());
        assertEquals(5, Arrays.stream(byRow.test(ids)).filter(id -> id == 2).count());
    }

    static Stream<Arguments> mistakes() {
        var split = new TrainTestSplit();
        return Stream.of(
                mistake("testSize is the share 1.0; give a share between 0 and 1", () -> split.testSize(1.0)),
                mistake("testSize is the share NaN", () -> split.testSize(Double.NaN)),
                mistake("trainSize is 0 rows", () -> split.trainSize(0)),
                mistake("testSize is 10 of 10 rows; give fewer", () -> split.testSize(10).split(10)),
                mistake("of 10 rows, 6 would be to train on and 5 to test with", () ->
                        split.testSize(0.5).trainSize(6).split(10)),
                mistake("of 1 rows, 0 would be to train on", () -> split.split(1)),
                mistake("of 0 rows", () -> split.split(0)),
                mistake("there are 2 samples but 3 targets", () -> split.split(new int[2], new int[3])),
                mistake("the data are null", () -> split.split(null, new int[3])),
                mistake("the data are a java.lang.String", () -> split.split("x", "y")),
                mistake("stratify: there are 3 labels for 4 rows", () -> split.stratify(new int[3]).split(4)),
                mistake("shuffle is off", () -> split.stratify(new int[4]).shuffle(false).split(4)),
                mistake("the class 1.0 has a single row, number 3", () ->
                        split.stratify(new int[] {0, 0, 0, 1}).split(4)),
                mistake("there are 3 classes, but 4 rows to train on and 2 to test with", () ->
                        split.stratify(new int[] {0, 1, 2, 0, 1, 2}).split(6)),
                mistake("the data are null", () -> split.stratify(null)),
                mistake("a label is null", () -> split.stratify(new String[] {null})),
                mistake("seed -1", () -> split.seed(-1)),
                mistake("the data have 3 rows, but 4 rows were split", () -> ROWS.train(new int[3])));
    }

    private static Arguments mistake(String part, Runnable action) {
        return Arguments.of(part, action);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatItTakes(String part, Runnable action) {
        var message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
