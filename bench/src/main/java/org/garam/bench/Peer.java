package org.garam.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * PyTorch in a process of its own, which runs {@code peer.py} and is asked by lines of JSON. A process that ends, or does
 * not answer in time, is replaced by a new one, which has nothing prepared.
 */
final class Peer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS_TO_START = 120;
    private static final int SECONDS_TO_ANSWER = 60;
    /** How much later than the script itself an answer is given up. */
    private static final int SECONDS_OF_GRACE = 10;

    private final List<String> command;
    private final String device;
    private final int secondsToAnswer;
    private Process process;
    private BufferedReader answers;
    private PrintWriter questions;
    private JsonNode description;

    /** The process ended or did not answer, and a new one was started. */
    static final class Replaced extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Replaced(String message) {
            super(message);
        }
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param device what PyTorch calls the device: {@code cuda} or {@code cpu}
     */
    Peer(String python, String script, String device) throws IOException {
        this(python, script, device, SECONDS_TO_ANSWER);
    }

    /** @param secondsToAnswer after which the process is replaced */
    Peer(String python, String script, String device, int secondsToAnswer) throws IOException {
        command = List.of(python, script, device);
        this.device = device;
        this.secondsToAnswer = secondsToAnswer;
        start();
    }

    private void start() throws IOException {
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        JsonNode answer = exchange(Map.of("device", device), SECONDS_TO_START);
        if (answer == null) {
            process.destroyForcibly();
            throw new IOException("PyTorch's process " + command + " did not start; what it wrote stands above");
        }
        description = answer;
    }

    private JsonNode ask(Map<String, ?> question) {
        return ask(question, secondsToAnswer);
    }

    /**
     * {@return the answer to a question}
     *
     * @throws Replaced if there was none
     * @throws IllegalStateException if it is an error
     */
    private JsonNode ask(Map<String, ?> question, int seconds) {
        try {
            JsonNode answer = exchange(question, seconds);
            if (answer == null) {
                boolean isLate = !process.waitFor(Duration.ofSeconds(1));
                process.destroyForcibly();
                start();
                throw new Replaced(isLate ? "PyTorch did not answer in " + seconds + " s"
                        : "PyTorch's process ended, and a new one was started");
            }
            if (answer.has("error")) {
                throw new IllegalStateException(answer.get("error").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** {@return the answer; null if there is none in time} */
    private JsonNode exchange(Map<String, ?> question, int seconds) throws IOException {
        questions.println(JSON.writeValueAsString(question));
        BufferedReader reader = answers;
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(reader.readLine());
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            String line = answer.get(seconds, TimeUnit.SECONDS);
            return line == null ? null : JSON.readTree(line);
        } catch (TimeoutException _) {
            return null;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** {@return versions and device} */
    JsonNode description() {
        return description;
    }

    /** {@return the names of the variants of {@code work}, those that are prepared fastest first} What was prepared is let go. */
    List<String> variants(Map<String, ?> work) {
        List<String> names = new ArrayList<>();
        ask(Map.of("variants", work)).get("variants").forEach(name -> names.add(name.asText()));
        return names;
    }

    /**
     * {@return a variant of a work, ready to run}
     *
     * @param seconds after which the attempt is given up
     * @throws IllegalStateException if it cannot run
     */
    Workload prepare(Map<String, ?> work, String variant, int seconds) {
        ask(Map.of("prepare", work, "variant", variant, "seconds", seconds), seconds + SECONDS_OF_GRACE);
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
        process.destroyForcibly();
    }
}
