package org.garam.conformance.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.garam.conformance.ReferenceDevice;
import org.garam.conformance.golden.GoldenResult.Outcome;
import org.garam.model.activation.Activations;
import org.garam.model.activation.ActivationsTest;
import org.garam.model.layer.Layer;
import org.garam.model.loss.LossDefinitionsTest;
import org.garam.model.loss.Losses;
import org.garam.model.metric.MetricDefinitionsTest;
import org.garam.model.metric.Metrics;
import org.garam.model.optimizer.Optimizers;
import org.garam.runtime.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fails for a loss, an activation or an optimizer without a case, and checks the runner itself. */
class GoldenCoverageTest {
    private static Set<String> uncovered(List<String> names, String file, String key) throws IOException {
        try (InputStream stream = GoldenCoverageTest.class.getResourceAsStream("/golden/" + file + ".json")) {
            JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
            Set<String> covered = StreamSupport.stream(cases.spliterator(), false)
                    .map(tested -> plain(tested.get(key).asText())).collect(Collectors.toSet());
            return names.stream().filter(name -> !covered.contains(plain(name)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    @Test
    void everyLossAndOptimizerHasACase() throws IOException {
        Set<String> uncovered = uncovered(Losses.names(), "losses", "keras_class");
        uncovered.removeAll(LossDefinitionsTest.definedNames());
        assertEquals(Set.of(), uncovered, "add a golden case, or a definition to LossDefinitionsTest");
        assertEquals(Set.of(), uncovered(Optimizers.names(), "optimizers", "optimizer"));
    }

    @Test
    void everyMetricHasACaseOrADefinition() throws IOException {
        Set<String> uncovered = uncovered(Metrics.names(), "metrics", "metric");
        // Metrics that are losses have their cases there.
        uncovered.removeAll(Losses.names());
        uncovered.removeAll(MetricDefinitionsTest.definedNames());
        assertEquals(Set.of(), uncovered, "add a golden case, or a definition to MetricDefinitionsTest");
    }

    @Test
    void everyActivationHasACaseOrADefinition() throws IOException {
        Set<String> uncovered = uncovered(Activations.names(), "activations", "activation");
        uncovered.removeAll(ActivationsTest.definedNames());
        assertEquals(Set.of(), uncovered, "add a golden case, or a definition to ActivationsTest");
    }

    /** Those that draw random numbers, for which there are none, and those that do nothing by themselves. */
    private static final Set<String> LAYERS_TESTED_ELSEWHERE =
            Set.of("AlphaDropout", "GaussianDropout", "GaussianNoise", "Input", "Named", "Regularized");

    @Test
    void everyLayerHasACase() throws IOException {
        Set<String> layers = new ClassFileImporter().importPackages(Layer.class.getPackageName()).stream()
                .filter(type -> type.isAssignableTo(Layer.class) && !type.isInterface())
                .map(type -> type.getSimpleName().replace("ActivationLayer", "Activation"))
                .filter(name -> !LAYERS_TESTED_ELSEWHERE.contains(name)).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(layers.contains("Dense"), layers.toString());
        for (String file : List.of("layers", "training_layers")) {
            try (InputStream stream = GoldenCoverageTest.class.getResourceAsStream("/golden/" + file + ".json")) {
                new ObjectMapper().readTree(stream).get("cases").findValues("layer")
                        .forEach(name -> layers.remove(name.asText()));
            }
        }
        assertEquals(Set.of(), layers, "add a case to training_layers.py");
    }

    @Test
    void wrongNumbersFailAndUnknownFeaturesArePassedOver(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("some.json"), """
                {"cases": [
                 {"activation": "relu", "config": {}, "x": [-1, 2], "cotangent": [1, 1],
                  "f32": {"y": [0, 2.00001], "grad": [0, 1]}},
                 {"activation": "relu", "config": {}, "x": [-1, 2], "cotangent": [1, 1],
                  "f32": {"y": [0, 2], "grad": [0, 1]}},
                 {"activation": "relu", "config": {"bent": 2}, "x": [1], "cotangent": [1],
                  "f32": {"y": [0], "grad": [0]}},
                 {"activation": "wavy", "config": {}, "x": [1], "cotangent": [1], "f32": {"y": [0], "grad": [0]}}
                ]}""");
        Files.writeString(folder.resolve("streams.json"), "{\"seeds\": []}");
        try (Engine engine = new Engine(new ReferenceDevice.Provider().open(0))) {
            List<GoldenResult> results = GoldenRunner.run(folder, engine);
            assertEquals(List.of(Outcome.FAILED, Outcome.PASSED, Outcome.UNSUPPORTED, Outcome.UNSUPPORTED,
                    Outcome.UNSUPPORTED),
                    results.stream().map(GoldenResult::outcome).toList());
            assertTrue(results.getFirst().detail().startsWith("y[1]: expected 2.0000100"), results.getFirst().detail());
            assertEquals(List.of("activation relu bent", "activation wavy", "file streams"),
                    results.subList(2, 5).stream().map(GoldenResult::detail).toList());
        }
    }
}
