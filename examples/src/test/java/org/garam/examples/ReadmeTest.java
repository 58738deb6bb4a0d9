package org.garam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example is compiled as it stands there and run as a user would run it. */
class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?public class (\\w+) .*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void quickStartCompilesAndLearns() throws IOException, InterruptedException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        assertTrue(example.find(), "the README has no example class");
        Path source = Files.writeString(folder.resolve(example.group(2) + ".java"), example.group(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(messages, files, null, List.of("-d", folder.toString()), null,
                    files.getJavaFileObjects(source)).call();
            assertTrue(compiled, messages::toString);
        }
        Path output = folder.resolve("output.txt");
        int exit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-Ddevice=cpu",
                "-cp", folder + System.getProperty("path.separator") + System.getProperty("java.class.path"), example.group(2))
                .redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        String printed = Files.readString(output);
        assertEquals(0, exit, printed);
        assertTrue(printed.contains("accuracy=1.0"), printed);
    }
}
