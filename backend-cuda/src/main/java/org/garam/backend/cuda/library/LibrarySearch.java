package org.garam.backend.cuda.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds and loads the first usable one of a library's files, and keeps why the others were refused. */
final class LibrarySearch {
    private final LibraryPath path;
    private final RedistributableArchive archive;
    private final int driverVersion;
    private final List<String> refusals = new ArrayList<>();

    /**
     * A search that has not looked for anything yet.
     *
     * @param path the folders
     * @param archive where libraries are taken from if no folder has them
     * @param driverVersion the newest CUDA the driver supports, as {@code cuDriverGetVersion} has it: 12040 for 12.4; 0
     *     if there is no driver that could be too old
     */
    LibrarySearch(LibraryPath path, RedistributableArchive archive, int driverVersion) {
        this.path = path;
        this.archive = archive;
        this.driverVersion = driverVersion;
    }

    /** @param file what would be loaded */
    private record Candidate(Path file, int major) {}

    /** {@return the library, loaded; nothing if none is usable} */
    Optional<NativeLibrary> find(LibraryKind kind) {
        Set<Path> tried = new HashSet<>();
        for (Path folder : path.folders()) {
            Optional<NativeLibrary> found = findIn(folder, kind, tried);
            if (found.isPresent()) {
                return found;
            }
        }
        // The driver's library is a part of the driver: no archive can bring it, and only the loader knows all its places.
        return kind == LibraryKind.DRIVER ? ofLoader(kind) : archive.unpack(kind, refusals::add)
                .flatMap(folder -> findIn(folder, kind, tried));
    }

    private Optional<NativeLibrary> ofLoader(LibraryKind kind) {
        int major = kind.majors().findFirst().orElseThrow();
        try {
            return Optional.of(NativeLibrary.load(kind, Path.of(kind.soname(major)), major));
        } catch (UnusableLibraryException _) {
            // Not known to the loader either: it is not there.
            return Optional.empty();
        }
    }

    /** {@return one line for each file that was not taken: the file and the reason} */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    private Optional<NativeLibrary> findIn(Path folder, LibraryKind kind, Set<Path> tried) {
        for (Candidate candidate : candidates(folder, kind)) {
            try {
                if (tried.add(candidate.file.toRealPath())) {
                    return Optional.of(load(kind, candidate));
                }
            } catch (UnusableLibraryException | IOException e) {
                refusals.add(kind + " in " + candidate.file + " is not used: "
                        + (e instanceof IOException ? "it cannot be read: " + e : e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /**
     * {@return the folder's files of that library, newest version first; of links to one file, that with the shortest
     * name}
     */
    private static List<Candidate> candidates(Path folder, LibraryKind kind) {
        List<Candidate> candidates = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> kind.major(file.getFileName().toString())
                    .ifPresent(major -> candidates.add(new Candidate(file, major))));
        } catch (IOException | SecurityException _) {
            // A folder that cannot be read has nothing for this process.
        }
        candidates.sort(Comparator.comparing(Candidate::major).reversed()
                .thenComparing(candidate -> candidate.file.toString().length()).thenComparing(Candidate::file));
        return candidates;
    }

    private NativeLibrary load(LibraryKind kind, Candidate candidate) throws UnusableLibraryException {
        Optional<String> refusal = kind.refusal(candidate.major).or(() -> olderDriver(kind, candidate.major))
                .or(() -> SharedObjectFile.problem(candidate.file, System.getProperty("os.arch")));
        if (refusal.isPresent()) {
            throw new UnusableLibraryException(refusal.get());
        }
        for (Path companion : companions(kind, candidate)) {
            try {
                if (SharedObjectFile.problem(companion, System.getProperty("os.arch")).isEmpty()) {
                    DynamicLoader.open(companion.toString());
                }
            } catch (UnusableLibraryException _) {
                // If the library needs it, it is the loader that says so.
            }
        }
        return NativeLibrary.load(kind, candidate.file, candidate.major);
    }

    private Optional<String> olderDriver(LibraryKind kind, int major) {
        return kind.isVersionedAsToolkit() && driverVersion > 0 && major > driverVersion / 1000
                ? Optional.of("it belongs to CUDA " + major + ", and the driver supports CUDA "
                + CudaVersion.ofToolkit(driverVersion)
                        + "; update the driver to use it") : Optional.empty();
    }

    /**
     * {@return what has to be loaded before, from the same folder} Libraries find each other by a search path in the
     * file or in the environment, which need not lead to that folder; what is loaded already is found by its name.
     */
    private static List<Path> companions(LibraryKind kind, Candidate candidate) {
        List<String> beginnings = switch (kind) {
            case NVRTC -> List.of("libnvrtc-builtins.so." + candidate.major);
            case BLAS -> List.of(LibraryKind.BLAS_LT.soname(candidate.major));
            case DNN -> List.of("libcudnn_graph.so." + candidate.major, "libcudnn_ops.so." + candidate.major);
            case DRIVER, BLAS_LT -> List.of();
        };
        List<Path> companions = new ArrayList<>();
        for (String beginning : beginnings) {
            try (Stream<Path> files = Files.list(candidate.file.getParent())) {
                files.filter(file -> file.getFileName().toString().startsWith(beginning))
                        .min(Comparator.comparing((Path file) -> file.toString().length()).thenComparing(file -> file))
                        .ifPresent(companions::add);
            } catch (IOException | SecurityException _) {
                // As above.
            }
        }
        return companions;
    }
}
