package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * Shared libraries with functions of the tests' own under the names of NVIDIA's. They have no name inside (soname), so
 * that nothing that is loaded later is linked with them.
 */
final class StubLibrary {
    private StubLibrary() {}

    /** {@return a library that has all functions of a kind; each returns 0 and does nothing} */
    static Path of(LibraryKind kind, Path folder, String name) {
        return compile(folder, name, functions(kind, List.of()));
    }

    /** {@return the text of the functions of a kind but for those that are left out} */
    static String functions(LibraryKind kind, List<String> leftOut) {
        return kind.functions().stream().filter(function -> !leftOut.contains(function))
                .map(function -> "int " + function + "(void) { return 0; }").collect(Collectors.joining("\n"));
    }

    /** {@return the library made of {@code source}, in C; skips the test where there is no compiler} */
    static Path compile(Path folder, String name, String source, String... options) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(name);
            Path text = Files.writeString(folder.resolve(name + ".c"), source);
            List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-w", "-o", file.toString(),
                    text.toString()));
            command.addAll(List.of(options));
            Process process;
            try {
                process = new ProcessBuilder(command).redirectErrorStream(true).start();
            } catch (IOException e) {
                return Assumptions.abort("there is no gcc to make libraries with: " + e.getMessage());
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            Files.delete(text);
            return file;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
