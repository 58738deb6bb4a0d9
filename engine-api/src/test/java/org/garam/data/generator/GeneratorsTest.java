package org.garam.data.generator;

import static org.garam.data.ScikitLearn.assertClose;
import static org.garam.data.generator.Generators.makeBlobs;
import static org.garam.data.generator.Generators.makeCircles;
import static org.garam.data.generator.Generators.makeClassification;
import static org.garam.data.generator.Generators.makeMoons;
import static org.garam.data.generator.Generators.makeRegression;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.data.ScikitLearn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorsTest {

    private static final double TOLERANCE = 2e-14;
    private static final double FACTORIZED = 1e-13;

    /** An option of a case, changed in the generator if the case has it. */
    private interface Change<G> {
        G apply(G generator, JsonNode value);
    }

    private static <G> G with(G generator, JsonNode options, String name, Change<G> change) {
        return options.has(name) ? change.apply(generator, options.get(name)) : generator;
    }

    static Stream<JsonNode> regressions() {
        return ScikitLearn.cases("make_regression");
    }

    @ParameterizedTest
    @MethodSource("regressions")
    void makesScikitLearnsRegression(JsonNode golden) {
        var options = golden.get("options");
        var generator = makeRegression(options.get("n_samples").asInt(), options.get("n_features").asInt());
        generator = with(generator, options, "n_informative", (g, v) -> g.informative(v.asInt()));
        generator = with(generator, options, "n_targets", (g, v) -> g.targets(v.asInt()));
        generator = with(generator, options, "bias", (g, v) -> g.bias(v.asDouble()));
        generator = with(generator, options, "noise", (g, v) -> g.noise(v.asDouble()));
        generator = with(generator, options, "effective_rank", (g, v) -> g.effectiveRank(v.asInt()));
        generator = with(generator, options, "tail_strength", (g, v) -> g.tailStrength(v.asDouble()));
        generator = with(generator, options, "shuffle", (g, v) -> g.shuffle(v.asBoolean()));
        generator = with(generator, options, "random_state", (g, v) -> g.seed(v.asLong()));
        var made = generator.generate();
        var result = golden.get("result");
        var tolerance = options.has("effective_rank") ? FACTORIZED : TOLERANCE;
        assertClose(result.get(0), made.x(), tolerance, "x");
        if (options.path("n_targets").asInt(1) == 1) {
            assertClose(result.get(1), made.y(), tolerance * 100, "y");
            if (made.coefficient().length > 1) {
                assertClose(result.get(2), made.coefficient(), tolerance, "coefficient");
            } else {
                assertEquals(result.get(2).asDouble(), made.coefficient()[0]);
            }
        } else {
            assertClose(result.get(1), made.targets(), tolerance * 100, "targets");
            assertClose(result.get(2), made.coefficients(), tolerance, "coefficients");
        }
    }

    static Stream<JsonNode> classifications() {
        return ScikitLearn.cases("make_classification");
    }

    @ParameterizedTest
    @MethodSource("classifications")
    void makesScikitLearnsClassification(JsonNode golden) {
        var options = golden.get("options");
        var generator = makeClassification(options.get("n_samples").asInt(), options.get("n_features").asInt());
        generator = with(generator, options, "n_informative", (g, v) -> g.informative(v.asInt()));
        generator = with(generator, options, "n_redundant", (g, v) -> g.redundant(v.asInt()));
        generator = with(generator, options, "n_repeated", (g, v) -> g.repeated(v.asInt()));
        generator = with(generator, options, "n_classes", (g, v) -> g.classes(v.asInt()));
        generator = with(generator, options, "n_clusters_per_class", (g, v) -> g.clustersPerClass(v.asInt()));
        generator = with(generator, options, "weights", (g, v) -> g.weights(ScikitLearn.doubles(v)));
        generator = with(generator, options, "flip_y", (g, v) -> g.flipY(v.asDouble()));
        generator = with(generator, options, "class_sep", (g, v) -> g.classSep(v.asDouble()));
        generator = with(generator, options, "hypercube", (g, v) -> g.hypercube(v.asBoolean()));
        generator = with(generator, options, "shift", (g, v) -> v.isNull() ? g.randomShift() : g.shift(v.asDouble()));
        generator = with(generator, options, "scale", (g, v) -> v.isNull() ? g.randomScale() : g.scale(v.asDouble()));
        generator = with(generator, options, "shuffle", (g, v) -> g.shuffle(v.asBoolean()));
        generator = with(generator, options, "random_state", (g, v) -> g.seed(v.asLong()));
        assertSame(golden, generator.generate());
    }

    private static void assertSame(JsonNode golden, GeneratedClasses made) {
        assertClose(golden.get("result").get(0), made.x(), TOLERANCE, "x");
        assertArrayEquals(ScikitLearn.ints(golden.get("result").get(1)), made.y());
    }

    static Stream<Arguments> curves() {
        return Stream.concat(
                ScikitLearn.cases("make_moons").map(golden -> Arguments.of(golden, makeMoons(0))),
                ScikitLearn.cases("make_circles").map(golden -> Arguments.of(golden,
                        makeCircles(0, golden.get("options").path("factor").asDouble(0.8)))));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void makesScikitLearnsMoonsAndCircles(JsonNode golden, PlaneGenerator empty) {
        var options = golden.get("options");
        var count = options.get("n_samples");
        var generator = count.isArray() ? empty.samples(count.get(0).asInt(), count.get(1).asInt())
                : empty.samples(count.asInt() / 2, count.asInt() - count.asInt() / 2);
        generator = with(generator, options, "noise", (g, v) -> g.noise(v.asDouble()));
        generator = with(generator, options, "shuffle", (g, v) -> g.shuffle(v.asBoolean()));
        generator = with(generator, options, "random_state", (g, v) -> g.seed(v.asLong()));
        assertSame(golden, generator.generate());
    }

    static Stream<JsonNode> blobs() {
        return ScikitLearn.cases("make_blobs");
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void makesScikitLearnsBlobs(JsonNode golden) {
        var options = golden.get("options");
        var counts = options.get("n_samples");
        var generator = makeBlobs(counts.isArray() ? Arrays.stream(ScikitLearn.ints(counts)).sum() : counts.asInt(),
                options.path("n_features").asInt(2));
        generator = with(generator, options, "n_samples",
                (g, v) -> v.isArray() ? g.samplesPerCenter(ScikitLearn.ints(v)) : g);
        generator = with(generator, options, "centers",
                (g, v) -> v.isArray() ? g.centers(ScikitLearn.rows(v)) : g.centers(v.asInt()));
        generator = with(generator, options, "cluster_std",
                (g, v) -> v.isArray() ? g.clusterStd(ScikitLearn.doubles(v)) : g.clusterStd(v.asDouble()));
        generator = with(generator, options, "center_box",
                (g, v) -> g.centerBox(v.get(0).asDouble(), v.get(1).asDouble()));
        generator = with(generator, options, "shuffle", (g, v) -> g.shuffle(v.asBoolean()));
        generator = with(generator, options, "random_state", (g, v) -> g.seed(v.asLong()));
        var made = generator.generate();
        assertSame(golden, new GeneratedClasses(made.x(), made.y(), made.centers().length));
        assertClose(golden.get("result").get(2), made.centers(), TOLERANCE, "centers");
    }

    @Test
    void noiseIsOfTheSizeAskedFor() {
        var data = makeRegression(20_000, 3).noise(7).bias(-2).seed(11).generate();
        var squares = IntStream.range(0, data.y().length).mapToDouble(i -> {
            var exact = -2.0;
            for (var k = 0; k < 3; k++) {
                exact += data.x()[i][k] * data.coefficient()[k];
            }
            return Math.pow(data.y()[i] - exact, 2);
        }).average().getAsDouble();
        assertEquals(49, squares, 1.5);
    }

    @Test
    void aSeedRepeatsAndNoSeedDoesNot() {
        var seeded = makeMoons(20).noise(0.1).seed(1);
        assertArrayEquals(seeded.generate().x()[7], seeded.generate().x()[7]);
        var free = makeBlobs(20);
        assertFalse(Arrays.equals(free.generate().x()[7], free.generate().x()[7]));
    }

    @Test
    void sharesOfClassesAreTheWeights() {
        var y = makeClassification(1000).informative(4).classes(3).weights(0.1, 0.3).flipY(0).seed(2).generate().y();
        assertEquals(100, Arrays.stream(y).filter(label -> label == 0).count(), 2);
        assertEquals(300, Arrays.stream(y).filter(label -> label == 1).count(), 2);
        assertEquals(600, Arrays.stream(y).filter(label -> label == 2).count(), 2);
    }

    @Test
    void tellsItsSizes() {
        assertEquals("regression: 5 samples of 2 features, 1 target", makeRegression(5, 2).generate().toString());
        assertEquals("classes: 6 samples of 2 features, 2 classes", makeMoons(6).generate().toString());
        assertEquals("blobs: 7 samples of 2 features around 3 centers", makeBlobs(7).generate().toString());
        assertMessage("y() is for one target, but there are 2; use targets()",
                () -> makeRegression(5, 2).targets(2).generate().y());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("makeRegression: samples is 0; give 1 or more", () -> makeRegression(0, 1)),
                mistake("makeRegression: features is -1", () -> makeRegression(1, -1)),
                mistake("makeRegression: noise is a standard deviation, received -1.0", () ->
                        makeRegression(1, 1).noise(-1)),
                mistake("makeRegression: bias is NaN", () -> makeRegression(1, 1).bias(Double.NaN)),
                mistake("makeRegression: tailStrength is a share, received 2.0", () ->
                        makeRegression(1, 1).tailStrength(2)),
                mistake("makeRegression: effectiveRank is 0", () -> makeRegression(1, 1).effectiveRank(0)),
                mistake("seed -5 is none of NumPy's", () -> makeRegression(1, 1).seed(-5)),
                mistake("2 informative, 2 redundant and 0 repeated features are more than the 3 features", () ->
                        makeClassification(10, 3).generate()),
                mistake("3 classes of 2 clusters need a corner each, but a hypercube of 2 informative features has 4",
                        () -> makeClassification(10).classes(3).generate()),
                mistake("there are 3 weights for 2 classes", () ->
                        makeClassification(10).weights(0.1, 0.1, 0.1).generate()),
                mistake("weights are [0.6, 0.6]; give the share of each class", () ->
                        makeClassification(10).weights(0.6, 0.6)),
                mistake("weights are null", () -> makeClassification(10).weights((double[]) null)),
                mistake("flipY is a share, received 1.5", () -> makeClassification(10).flipY(1.5)),
                mistake("classSep is 0.0", () -> makeClassification(10).classSep(0)),
                mistake("scale is 0.0", () -> makeClassification(10).scale(0)),
                mistake("makeMoons: samples is -1", () -> makeMoons(-2)),
                mistake("makeMoons: noise is a standard deviation", () -> makeMoons(2).noise(Double.NaN)),
                mistake("makeCircles: factor is 1.0", () -> makeCircles(2, 1)),
                mistake("there are no centers", () -> makeBlobs(2).centers((double[][]) null)),
                mistake("a center is [1.0]; give 2 finite numbers", () -> makeBlobs(2).centers(new double[][] {{1}})),
                mistake("samples per center are [1, 2]; give numbers, 0 or more, that are 4 together", () ->
                        makeBlobs(4).samplesPerCenter(1, 2)),
                mistake("there are 2 samples per center for 5 centers", () ->
                        makeBlobs(4).samplesPerCenter(2, 2).centers(5).generate()),
                mistake("there are 2 of clusterStd for 3 centers", () -> makeBlobs(4).clusterStd(1, 2).generate()),
                mistake("centerBox is 2.0 to 1.0", () -> makeBlobs(4).centerBox(2, 1)));
    }

    private static Arguments mistake(String part, Runnable action) {
        return Arguments.of(part, action);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatItTakes(String part, Runnable action) {
        assertMessage(part, action);
    }

    private static void assertMessage(String part, Runnable action) {
        var message = assertThrows(RuntimeException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
