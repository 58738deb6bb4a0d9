package org.garam.backend.cuda.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * NVIDIA's libraries as a Maven artifact on the class path: {@code org.bytedeco:cuda} (and {@code cuda-redist}) with
 * the classifier {@code linux-x86_64-redist}. What is asked for is unpacked once into the cache; the loader needs
 * files.
 */
final class RedistributableArchive {
    private static final Map<String, String> FOLDERS = Map.of("amd64", "org/bytedeco/cuda/linux-x86_64/",
            "aarch64", "org/bytedeco/cuda/linux-arm64/");

    private final ClassLoader classPath;
    private final Path cache;
    private final String folder;

    /**
     * The archive that is on the class path, if there is one.
     *
     * @param cache where libraries are unpacked; null if that is not allowed
     */
    RedistributableArchive(ClassLoader classPath, Path cache) {
        this.classPath = classPath;
        this.cache = cache;
        folder = FOLDERS.get(System.getProperty("os.arch"));
    }

    /** {@return what it is, for messages} */
    String describe() {
        return "the class path (org.bytedeco:cuda, classifier linux-x86_64-redist)";
    }

    /**
     * {@return the folder that has the library with all its parts; nothing if the class path has no archive with it}
     *
     * @param problems is told why the archive is of no use
     */
    Optional<Path> unpack(LibraryKind kind, Consumer<String> problems) {
        try {
            URL found = find(kind);
            if (found == null) {
                return Optional.empty();
            }
            if (cache == null) {
                problems.accept(kind + " in " + found + " is not used: there is no cache to unpack it to; leave"
                        + " -Dgaram.cache=none out");
                return Optional.empty();
            }
            return Optional.of(unpack(kind, found));
        } catch (IOException | SecurityException e) {
            problems.accept(kind + " of the class path is not used: it cannot be unpacked to " + cache + ": " + e
                    + "; free space there, or give another folder by -Dgaram.cache=DIR");
            return Optional.empty();
        }
    }

    private URL find(LibraryKind kind) {
        return folder == null ? null : kind.majors().mapToObj(major -> classPath.getResource(folder
                + kind.soname(major))).filter(url -> url != null && url.getProtocol().equals("jar"))
                .findFirst().orElse(null);
    }

    private Path unpack(LibraryKind kind, URL found) throws IOException {
        JarURLConnection connection = (JarURLConnection) found.openConnection();
        // A jar file that others share must not be closed here.
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            Path archive = Path.of(jar.getName());
            Path target = cache.resolve("redistributable-" + archive.getFileName() + "-" + Files.size(archive));
            Files.createDirectories(target);
            List<JarEntry> entries = jar.stream().filter(entry -> isPart(entry, kind)).toList();
            for (JarEntry entry : entries) {
                unpack(jar, entry, target.resolve(entry.getName().substring(folder.length())));
            }
            return target;
        }
    }

    /**
     * A library's parts have names that begin as its own does. cuBLASLt is a part of cuBLAS, and the only one of its
     * own.
     */
    private boolean isPart(JarEntry entry, LibraryKind kind) {
        String name = entry.getName();
        return !entry.isDirectory() && name.startsWith(folder + kind.file()) && name.contains(".so")
                && name.indexOf('/', folder.length()) < 0;
    }

    /** A file of the right size was unpacked before: it was put in place as a whole. */
    private static void unpack(JarFile jar, JarEntry entry, Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == entry.getSize()) {
            return;
        }
        Path unfinished = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp");
        try {
            try (InputStream in = jar.getInputStream(entry)) {
                Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
