package org.garam.backend.cuda.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A CUDA made of folders of shared libraries that run on the processor; see {@code src/test/cpp/README.md}.
 *
 * @param folder where the libraries are
 */
public record FakeCuda(Path folder) {
    /** The name by which {@code -Dgaram.require} requires the fake. */
    private static final String REQUIRED = "fake-cuda";
    /** Folders of libraries that come first when the backend looks for any. */
    private static final String SEARCH_PATH = "garam.cuda.libraries";
    /** The name that programs are linked with, of those of one file. */
    private static final Comparator<Path> SHORTEST = Comparator.comparing(file -> file.toString().length());

    /**
     * Builds the fake where it is not up to date, and has this JVM's CUDA backend find it. Without a g++ the test that
     * calls is skipped, or fails if {@code -Dgaram.require} names fake-cuda.
     *
     * @param major the version of the CUDA toolkit that the libraries are of: 11, 12 or 13
     */
    public static FakeCuda install(int major) {
        return build(major).use();
    }

    /** Has this JVM's CUDA backend find these libraries. */
    public FakeCuda use() {
        System.setProperty(SEARCH_PATH, folder.toString());
        return this;
    }

    /** {@return the fake of a toolkit's version, built; nothing in this JVM uses it yet} */
    public static FakeCuda build(int major) {
        String missing = FakeCudaBuild.missingTool();
        if (missing != null) {
            String message = "the fake CUDA cannot be built: " + missing;
            if (Arrays.asList(System.getProperty("garam.require", "").split(",")).contains(REQUIRED)) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        return new FakeCuda(new FakeCudaBuild(Path.of("src/test/cpp"), Path.of("target/fake-cuda")).build(major));
    }

    /** {@return a library's file} {@code name} is the part before {@code .so}. */
    public Path library(String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name + ".so")).min(SHORTEST)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a copy of the fake in another folder, to be damaged} */
    public FakeCuda copyTo(Path target) {
        try (Stream<Path> files = Files.list(folder)) {
            Files.createDirectories(target);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FakeCuda(target);
    }

    /** Deletes a library of a copy. */
    public FakeCuda withoutLibrary(String name) {
        try {
            Files.delete(library(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Renames a function of a library of a copy, so that nobody finds it. */
    public FakeCuda withoutFunction(String library, String function) {
        try {
            byte[] bytes = Files.readAllBytes(library(library));
            byte[] name = ("\0" + function + "\0").getBytes(StandardCharsets.US_ASCII);
            boolean found = false;
            for (int i = 0; i + name.length <= bytes.length; i++) {
                if (Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
                    bytes[i + 1] = '_';
                    found = true;
                }
            }
            Assertions.assertTrue(found, library + " has no " + function);
            Files.write(library(library), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
