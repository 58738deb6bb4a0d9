package org.garam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** How long fresh processes take from their start to the end of the first trained step of the tutorials' network. */
final class StartupComparison {
    private static final String WORK = "{\"units\": [784, 300, 100, 10], \"batch\": 32, \"samples\": 55000}";

    private StartupComparison() {}

    /** {@return the milliseconds of Garam without and with what it keeps on disk, and of PyTorch eager} */
    static SequencedMap<String, Double> run(String device, String python, String script, String peerDevice) throws IOException {
        SequencedMap<String, Double> milliseconds = new LinkedHashMap<>();
        Path cache = Files.createTempDirectory("garam-startup");
        try {
            milliseconds.put("Garam with empty caches", time(garam(device, cache)));
            milliseconds.put("Garam started again", time(garam(device, cache)));
        } finally {
            try (Stream<Path> files = Files.walk(cache)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        milliseconds.put("PyTorch eager, fp32", time(List.of(python, script, peerDevice, WORK)));
        return milliseconds;
    }

    /** This JVM's own options, but for the cache. */
    private static List<String> garam(String device, Path cache) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), "-Dgaram.cache=" + cache));
        String libraries = System.getProperty("garam.cuda.libraries");
        if (libraries != null) {
            command.add("-Dgaram.cuda.libraries=" + libraries);
        }
        command.addAll(List.of(StartupTime.class.getName(), device));
        return command;
    }

    private static double time(List<String> command) throws IOException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("a process failed with status " + process.exitValue() + ": " + command);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
