package org.garam.backend.cuda.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/**
 * Runs part of a test in a JVM of its own. A process has one CUDA driver, the first that it loads; what wants another
 * one, or none, or devices of its own choice, needs another process.
 */
public final class OwnJvm {
    private OwnJvm() {}

    /**
     * Runs {@code work}, which has a constructor without parameters, and fails with all that the process wrote if it
     * throws anything.
     *
     * @param properties system properties of the new JVM
     * @return what the process wrote
     */
    public static String run(Class<? extends Runnable> work, Map<String, String> properties) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-ea", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path")));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(OwnJvm.class.getName(), work.getName()));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Assertions.assertEquals(0, process.waitFor(),
                    () -> work.getSimpleName() + " failed in its own JVM:\n" + output);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(work + " was interrupted", e);
        }
    }

    /** What the new JVM runs: the class named by the only argument. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        ((Runnable) constructor.newInstance()).run();
    }
}
