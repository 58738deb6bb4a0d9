package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.runtime.Engine;
import org.garam.tensor.DType;

/**
 * Compares the engine with numbers that real Keras computed, read from JSON files whose format {@code golden/README.md}
 * tells. What a file is about is seen from its cases, so that files may have any name.
 */
public final class GoldenRunner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BUNDLED =
            List.of("losses", "activations", "layers", "optimizers", "metrics", "training", "training_layers");
    private static final Map<String, DType> COLUMNS = Map.of("f32", DType.FLOAT32, "f64", DType.FLOAT64);

    private GoldenRunner() {}

    /** {@return the result of every case of every JSON file in {@code folder}} */
    public static List<GoldenResult> run(Path folder, Engine engine) {
        return cases(folder).stream().map(tested -> tested.run(engine)).toList();
    }

    /**
     * {@return the cases of every JSON file in {@code folder}, those in float32 first}
     *
     * @throws UncheckedIOException if the folder or a file cannot be read
     */
    public static List<GoldenCase> cases(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<GoldenCase> cases = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
                String name = file.getFileName().toString();
                cases.addAll(casesOf(name.substring(0, name.length() - ".json".length()), file));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read golden files from " + folder + ": " + e.getMessage(), e);
        }
    }

    /** One failed case for a file that cannot be read, so that the others are run all the same. */
    private static List<GoldenCase> casesOf(String name, Path file) {
        try {
            return cases(name, JSON.readTree(file.toFile()));
        } catch (IOException e) {
            String reason = file + " cannot be read as JSON: " + e.getMessage();
            return List.of(new GoldenCase(name, "the whole file", DType.FLOAT32, _ -> {
                throw new IllegalArgumentException(reason);
            }));
        }
    }

    /** {@return the cases that come with the conformance suite} */
    public static List<GoldenCase> bundledCases() {
        return BUNDLED.stream().flatMap(name -> {
            try (InputStream stream = GoldenRunner.class.getResourceAsStream("/golden/" + name + ".json")) {
                return cases(name, JSON.readTree(stream)).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    private static List<GoldenCase> cases(String file, JsonNode root) {
        List<GoldenCase> cases = new ArrayList<>();
        JsonNode listed = root.path("cases");
        if (!listed.isArray()) {
            cases.add(new GoldenCase(file, "the whole file", DType.FLOAT32, _ -> {
                throw new UnsupportedFeatureException("file " + file);
            }));
        }
        for (int i = 0; i < listed.size(); i++) {
            JsonNode tested = listed.get(i);
            String name = name(i, tested);
            COLUMNS.entrySet().stream().sorted(Map.Entry.comparingByKey()).filter(column -> tested.has(column.getKey()))
                    .forEach(column -> cases.add(new GoldenCase(file, name, column.getValue(), engine ->
                            check(engine, root, tested, column.getValue(), tested.get(column.getKey())))));
        }
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            root.path("regularizers").forEach(tested -> cases.add(new GoldenCase(file,
                    "regularizer " + tested.get("name").asText(), dtype,
                    engine -> LayerChecks.regularizer(engine, tested, dtype))));
            root.path("constraints").forEach(tested -> cases.add(new GoldenCase(file,
                    "constraint " + tested.get("name").asText(), dtype,
                    engine -> LayerChecks.constraint(engine, tested, dtype))));
        }
        return cases;
    }

    private static String name(int position, JsonNode tested) {
        String id = tested.has("id") ? tested.get("id").asText() : String.valueOf(position);
        String subject = Stream.of("name", "keras_class", "activation", "optimizer", "metric", "layer")
                .filter(tested::has)
                .findFirst().map(key -> tested.get(key).asText()).orElse("");
        String settings = Stream.of("config", "kwargs").filter(tested::has).findFirst()
                .map(key -> tested.get(key).toString()).orElse("");
        return "#" + id + " " + subject + ("{}".equals(settings) ? "" : settings);
    }

    private static void check(Engine engine, JsonNode root, JsonNode tested, DType dtype, JsonNode golden) {
        if (tested.has("keras_class")) {
            PieceChecks.loss(engine, tested, dtype, golden);
        } else if (tested.has("activation")) {
            PieceChecks.activation(engine, tested, dtype, golden);
        } else if (tested.has("layer")) {
            LayerChecks.run(engine, tested, dtype, golden);
        } else if (tested.has("architecture")) {
            TrainingCheck.run(tested, dtype, golden);
        } else if (tested.has("optimizer")) {
            PieceChecks.optimizer(engine, root, tested, dtype, golden);
        } else if (tested.has("metric")) {
            PieceChecks.metric(tested, dtype, golden);
        } else {
            throw new UnsupportedFeatureException("cases like those of this file");
        }
    }
}
