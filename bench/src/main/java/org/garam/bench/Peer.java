package org.garam.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** PyTorch in a process of its own, which runs {@code peer.py} and is asked by lines of JSON. */
final class Peer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;
    private final JsonNode description;

    /**
     * Starts it and waits until it answers.
     *
     * @param device what PyTorch calls the device: {@code cuda} or {@code cpu}
     */
    Peer(String python, String script, String device) throws IOException {
        process = new ProcessBuilder(python, script, device).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        description = ask(Map.of("device", device));
    }

    /** {@return the answer to a question} */
    private JsonNode ask(Map<String, ?> question) {
        try {
            questions.println(JSON.writeValueAsString(question));
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("PyTorch's process ended when asked " + question);
            }
            JsonNode answer = JSON.readTree(line);
            if (answer.has("error")) {
                throw new IllegalStateException("PyTorch, asked " + question + ", says: " + answer.get("error").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return versions and device} */
    JsonNode description() {
        return description;
    }

    /**
     * {@return the variants that PyTorch can run of {@code work}, and those it cannot, with the reason} They replace what was
     * prepared before.
     */
    SequencedMap<String, String> prepare(Map<String, ?> work) {
        SequencedMap<String, String> variants = new LinkedHashMap<>();
        ask(Map.of("prepare", work)).get("variants").properties().forEach(variant ->
                variants.put(variant.getKey(), variant.getValue().isNull() ? null : variant.getValue().asText()));
        return variants;
    }

    /** {@return a variant of what was prepared} */
    Workload workload(String variant) {
        return new Workload() {
            @Override
            public void run(int count) {
                ask(Map.of("run", variant, "count", count));
            }

            @Override
            public void close() {}
        };
    }

    /** {@return the bytes a second that a copy on the device reads and writes, both counted} */
    double copyBandwidth(long bytes) {
        return 2.0 * bytes / ask(Map.of("copy", bytes)).get("microseconds").asDouble() * 1e6;
    }

    /** {@return the mean loss of a network's first steps, from the weights and samples in a folder} */
    double loss(String folder, List<Integer> units, int batch) {
        return ask(Map.of("losses", folder, "units", units, "batch", batch)).get("loss").asDouble();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
