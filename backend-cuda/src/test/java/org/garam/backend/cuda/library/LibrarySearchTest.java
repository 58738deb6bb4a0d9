package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
    private static final int DRIVER_13 = 13000;
    private static final String ARCHIVE_FOLDER = System.getProperty("os.arch").equals("aarch64")
            ? "org/bytedeco/cuda/linux-arm64/" : "org/bytedeco/cuda/linux-x86_64/";

    @TempDir
    private Path root;

    private LibrarySearch search(int driverVersion, Path... folders) {
        return search(driverVersion, new RedistributableArchive(ClassLoader.getPlatformClassLoader(), null), folders);
    }

    private LibrarySearch search(int driverVersion, RedistributableArchive archive, Path... folders) {
        String property = String.join(":", Stream.of(folders).map(Path::toString).toList());
        return new LibrarySearch(new LibraryPath(name -> name.equals(LibraryPath.PROPERTY) ? property : null, _ -> null,
                root.resolve("empty")), archive, driverVersion);
    }

    private static Optional<Path> found(LibrarySearch search, LibraryKind kind) {
        return search.find(kind).map(NativeLibrary::path);
    }

    @Test
    void theNewestVersionThatTheDriverSupportsIsTaken() throws IOException {
        StubLibrary.of(LibraryKind.BLAS, root, "libcublas.so.11.11.3.6");
        Files.createSymbolicLink(root.resolve("libcublas.so.11"), root.resolve("libcublas.so.11.11.3.6"));
        StubLibrary.of(LibraryKind.BLAS, root, "libcublas.so.12");
        StubLibrary.of(LibraryKind.BLAS, root, "libcublas.so.13");
        assertEquals(Optional.of(root.resolve("libcublas.so.13")), found(search(DRIVER_13, root), LibraryKind.BLAS));
        assertEquals(Optional.of(root.resolve("libcublas.so.13")), found(search(0, root), LibraryKind.BLAS));
        LibrarySearch twelve = search(12040, root);
        assertEquals(Optional.of(root.resolve("libcublas.so.12")), found(twelve, LibraryKind.BLAS));
        assertEquals(List.of("cuBLAS in " + root + "/libcublas.so.13 is not used: it belongs to CUDA 13, and the driver"
                + " supports CUDA 12.4; update the driver to use it"), twelve.refusals());
        assertEquals(Optional.of(root.resolve("libcublas.so.11")), found(search(11080, root), LibraryKind.BLAS));
    }

    @Test
    void anEarlierFolderComesBeforeANewerVersion() {
        StubLibrary.of(LibraryKind.NVRTC, root.resolve("first"), "libnvrtc.so.11.2");
        StubLibrary.of(LibraryKind.NVRTC, root.resolve("second"), "libnvrtc.so.13");
        assertEquals(Optional.of(root.resolve("first/libnvrtc.so.11.2")),
                found(search(DRIVER_13, root.resolve("first"), root.resolve("second")), LibraryKind.NVRTC));
    }

    private record Refused(String name, LibraryKind kind, String file, Change change, String reason) {}

    /** Makes a file of no use. */
    @FunctionalInterface
    private interface Change {
        void apply(Path file) throws IOException;
    }

    private static Refused refused(String name, LibraryKind kind, String version, Change change, String reason) {
        return new Refused(name, kind, kind.file() + ".so." + version, change, reason);
    }

    @TestFactory
    Stream<DynamicTest> whatIsOfNoUseIsRefusedWithTheReason() {
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        Change none = _ -> { };
        return Stream.of(
                refused("too old", LibraryKind.BLAS, "10", none, "version 10 is older than 11"),
                refused("too new", LibraryKind.NVRTC, "14", none, "version 14 is newer than 13"),
                refused("cuDNN too old", LibraryKind.DNN, "8", none, "version 8 is older than 9"),
                refused("another machine", LibraryKind.BLAS_LT, "12", file -> patch(file, 18, isArm ? 62 : 183),
                        "it is made for " + (isArm ? "amd64" : "aarch64") + ", this process is "),
                refused("32 bits", LibraryKind.BLAS_LT, "12", file -> patch(file, 4, 1), "a 32-bit process"),
                refused("a program", LibraryKind.BLAS, "12", file -> patch(file, 16, 2), "not a shared library"),
                refused("truncated", LibraryKind.BLAS, "12", file -> truncate(file, 2000),
                "it is truncated: 2000 bytes"),
                refused("truncated early", LibraryKind.BLAS, "12", file -> truncate(file, 20), "of one (20 bytes)"),
                refused("empty", LibraryKind.DNN, "9", file -> truncate(file, 0), "of one (0 bytes)"),
                refused("a text", LibraryKind.NVRTC, "12", file -> Files.writeString(file, "INPUT(libnvrtc.so.12.4)"
                        + " is a script for the linker, which no loader takes for a library"),
                        "it is no shared library"),
                refused("a function is missing", LibraryKind.NVRTC, "11.1", LibrarySearchTest::leaveOutMachineCode,
                        "it lacks nvrtcGetCUBINSize, nvrtcGetCUBIN"),
                refused("a library is missing", LibraryKind.BLAS, "12", LibrarySearchTest::needWhatIsNotThere,
                        "libneeded-by-garam-test.so"),
                refused("a link to nothing", LibraryKind.BLAS, "12", file -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, file.resolveSibling("gone"));
                }, "it cannot be read")
        ).map(refused -> dynamicTest(refused.name, () -> check(refused)));
    }

    private static void leaveOutMachineCode(Path nvrtc) {
        StubLibrary.compile(nvrtc.getParent(), nvrtc.getFileName().toString(),
                StubLibrary.functions(LibraryKind.NVRTC, List.of("nvrtcGetCUBIN", "nvrtcGetCUBINSize")));
    }

    private static void needWhatIsNotThere(Path blas) {
        Path needed = StubLibrary.compile(blas.getParent(), "libneeded.so", "int needed(void) { return 0; }",
                "-Wl,-soname,libneeded-by-garam-test.so");
        StubLibrary.compile(blas.getParent(), blas.getFileName().toString(),
                StubLibrary.functions(LibraryKind.BLAS, List.of()) + "\nint needed(void); int use(void) { return"
                + " needed(); }", needed.toString());
    }

    private void check(Refused refused) throws IOException {
        Path folder = root.resolve(refused.name.replace(' ', '-'));
        refused.change.apply(StubLibrary.of(refused.kind, folder, refused.file));
        Path good = root.resolve("good");
        String version = refused.kind == LibraryKind.DNN ? "9" : "11";
        Path usable = StubLibrary.of(refused.kind, good, refused.kind.file() + ".so." + version);
        LibrarySearch search = search(DRIVER_13, folder, good);
        assertEquals(Optional.of(usable), found(search, refused.kind));
        assertEquals(1, search.refusals().size(), search.refusals().toString());
        String line = search.refusals().getFirst();
        assertTrue(line.startsWith(refused.kind + " in " + folder.resolve(refused.file) + " is not used: "), line);
        assertTrue(line.contains(refused.reason), line);
    }

    private static void patch(Path file, int offset, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] = (byte) value;
        Files.write(file, bytes);
    }

    private static void truncate(Path file, int bytes) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
    }

    /** Without the search path of the system leading there. */
    @Test
    void whatALibraryNeedsIsLoadedFromItsOwnFolder() {
        Path lt = StubLibrary.compile(root, "libcublasLt.so.12", StubLibrary.functions(LibraryKind.BLAS_LT, List.of())
                + "\nint only_here(void) { return 0; }", "-Wl,-soname,libcublasLt-of-garam-test.so.12");
        StubLibrary.compile(root, "libcublas.so.12", StubLibrary.functions(LibraryKind.BLAS, List.of())
                + "\nint only_here(void); int use(void) { return only_here(); }", lt.toString());
        assertEquals(Optional.of(root.resolve("libcublas.so.12")), found(search(DRIVER_13, root), LibraryKind.BLAS));
    }

    @Test
    void anArchiveOnTheClassPathIsUnpackedOnce() throws IOException {
        Path content = root.resolve("content");
        StubLibrary.of(LibraryKind.NVRTC, content, "libnvrtc.so.12");
        Files.writeString(content.resolve("libnvrtc-builtins.so.12.9"), "a part");
        Files.writeString(content.resolve("libcufft.so.11"), "something else");
        Path jar = jar(content);
        Path cache = root.resolve("cache");
        try (URLClassLoader classPath = new URLClassLoader(new URL[] {jar.toUri().toURL()},
                ClassLoader.getPlatformClassLoader())) {
            LibrarySearch search = search(DRIVER_13, new RedistributableArchive(classPath, cache));
            Path unpacked = found(search, LibraryKind.NVRTC).orElseThrow(() -> new AssertionError(search.refusals()));
            Path folder = cache.resolve("redistributable-" + jar.getFileName() + "-" + Files.size(jar));
            assertEquals(folder.resolve("libnvrtc.so.12"), unpacked);
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(List.of("libnvrtc-builtins.so.12.9", "libnvrtc.so.12"),
                        files.map(file -> file.getFileName().toString()).sorted().toList());
            }
            // What is there is kept, what is damaged is replaced.
            Files.writeString(folder.resolve("libnvrtc-builtins.so.12.9"), "kept  ");
            assertEquals(Optional.of(unpacked), found(search(DRIVER_13, new RedistributableArchive(classPath, cache)),
                    LibraryKind.NVRTC));
            assertEquals("kept  ", Files.readString(folder.resolve("libnvrtc-builtins.so.12.9")));
            Files.writeString(folder.resolve("libnvrtc-builtins.so.12.9"), "a p");
            assertEquals(Optional.of(unpacked), found(search(DRIVER_13, new RedistributableArchive(classPath, cache)),
                    LibraryKind.NVRTC));
            assertEquals("a part", Files.readString(folder.resolve("libnvrtc-builtins.so.12.9")));

            assertEquals(Optional.empty(), found(search(DRIVER_13, new RedistributableArchive(classPath, cache)),
                    LibraryKind.BLAS));
            LibrarySearch withoutCache = search(DRIVER_13, new RedistributableArchive(classPath, null));
            assertEquals(Optional.empty(), found(withoutCache, LibraryKind.NVRTC));
            assertTrue(withoutCache.refusals().getFirst().contains("there is no cache to unpack it to"),
                    withoutCache.refusals().toString());
            Path file = Files.writeString(root.resolve("file"), "");
            LibrarySearch notWritable = search(DRIVER_13, new RedistributableArchive(classPath, file));
            assertEquals(Optional.empty(), found(notWritable, LibraryKind.NVRTC));
            assertTrue(notWritable.refusals().getFirst().contains("it cannot be unpacked to " + file),
                    notWritable.refusals().toString());
        }
    }

    private Path jar(Path content) throws IOException {
        Path jar = root.resolve("cuda-redist-12.9-test.jar");
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.list(content)) {
            for (Path file : files.sorted().toList()) {
                entries.putNextEntry(new JarEntry(ARCHIVE_FOLDER + file.getFileName()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
