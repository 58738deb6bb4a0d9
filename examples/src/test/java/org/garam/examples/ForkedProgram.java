package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Documented code, compiled as it stands and run as a user would run it, on the CPU and in a folder of its own. */
final class ForkedProgram {
    private ForkedProgram() {}

    /**
     * {@return what the program prints}
     *
     * @param folder where it is compiled, and what it runs in
     * @param name its main class
     * @param text its source
     */
    static String run(Path folder, String name, String text) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(messages, files, null, List.of("-d", folder.toString()), null,
                    files.getJavaFileObjects(source)).call();
            assertTrue(compiled, messages::toString);
        }
        Path output = folder.resolve("output.txt");
        int exit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-Ddevice=cpu", "-Dstdout.encoding=UTF-8",
                "-cp", folder + System.getProperty("path.separator") + System.getProperty("java.class.path"), name)
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        String printed = Files.readString(output);
        assertEquals(0, exit, printed);
        return printed;
    }
}
