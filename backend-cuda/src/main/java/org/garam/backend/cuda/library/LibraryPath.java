package org.garam.backend.cuda.library;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folders that may hold NVIDIA's libraries, in the order in which they are looked through. */
final class LibraryPath {
    /** Folders that come before all others, separated as those of {@code PATH} are. */
    static final String PROPERTY = "garam.cuda.libraries";
    private static final List<String> OF_A_TOOLKIT = List.of("lib64", "lib", "targets/x86_64-linux/lib",
            "targets/sbsa-linux/lib");
    private static final List<String> OF_THE_SYSTEM = List.of("usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu",
            "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "usr/lib64", "lib64", "usr/lib", "lib", "usr/local/lib",
            "usr/lib/wsl/lib");
    private static final int MOST_LINKS = 10;
    private static final List<String> PYTHON_INSTALLATIONS = List.of("usr/local", "usr", "opt/conda", "opt/venv");

    private final UnaryOperator<String> property;
    private final UnaryOperator<String> variable;
    private final Path root;
    private final Map<Path, String> origins = new LinkedHashMap<>();
    private final Set<Path> seen = new HashSet<>();

    /** The folders of this process. */
    static LibraryPath ofThisProcess() {
        return new LibraryPath(System::getProperty, System::getenv, Path.of("/"));
    }

    /**
     * The folders that exist now.
     *
     * @param property system properties
     * @param variable environment variables
     * @param root what is taken for the root of the file system
     */
    LibraryPath(UnaryOperator<String> property, UnaryOperator<String> variable, Path root) {
        this.property = property;
        this.variable = variable;
        this.root = root;
        addList("-D" + PROPERTY, property.apply(PROPERTY));
        addList("LD_LIBRARY_PATH", variable.apply("LD_LIBRARY_PATH"));
        for (String name : List.of("CUDA_HOME", "CUDA_PATH")) {
            parse(variable.apply(name)).forEach(toolkit -> addToolkit(name, toolkit));
        }
        toolkits().forEach(toolkit -> addToolkit("the usual place of toolkits", toolkit));
        loaderFolders().forEach(folder -> add("the system's loader", folder));
        sitePackages().forEach(folder -> addPackages(folder));
    }

    /** {@return the folders, first ones first} */
    List<Path> folders() {
        return List.copyOf(origins.keySet());
    }

    /** {@return the folders with what named them, for messages} */
    String describe() {
        Map<String, List<Path>> byOrigin = new LinkedHashMap<>();
        origins.forEach((folder, origin) -> byOrigin.computeIfAbsent(origin, _ -> new ArrayList<>()).add(folder));
        return byOrigin.isEmpty() ? "no folder" : byOrigin.entrySet().stream().map(entry -> entry.getKey() + " ("
                + entry.getValue().stream().map(Path::toString).collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining(", "));
    }

    /** Adds a folder that exists, under the first of its names. */
    private void add(String origin, Path folder) {
        try {
            if (Files.isDirectory(folder) && seen.add(folder.toRealPath())) {
                origins.put(folder, origin);
            }
        } catch (IOException | SecurityException _) {
            // A folder that cannot be entered has nothing for this process.
        }
    }

    private void addList(String origin, String folders) {
        parse(folders).forEach(folder -> add(origin, folder));
    }

    private void addToolkit(String origin, Path toolkit) {
        OF_A_TOOLKIT.forEach(folder -> add(origin, toolkit.resolve(folder)));
    }

    private static List<Path> parse(String folders) {
        List<Path> paths = new ArrayList<>();
        for (String folder : folders == null ? new String[0] : folders.split(File.pathSeparator)) {
            try {
                if (!folder.isBlank()) {
                    paths.add(Path.of(folder).toAbsolutePath());
                }
            } catch (InvalidPathException _) {
                // No folder has such a name.
            }
        }
        return paths;
    }

    /** {@return /usr/local/cuda, which the machine's owner chose, then the others, newest first} */
    private List<Path> toolkits() {
        List<Path> toolkits = new ArrayList<>(list(root.resolve("usr/local"), "cuda-*"));
        toolkits.sort(Comparator.comparing(LibraryPath::version).reversed());
        toolkits.addFirst(root.resolve("usr/local/cuda"));
        toolkits.add(root.resolve("opt/cuda"));
        return toolkits;
    }

    /** {@return the version in the name of a toolkit's folder; 0 if there is none} */
    private static double version(Path toolkit) {
        String version = toolkit.getFileName().toString().substring("cuda-".length());
        return version.matches("\\d{1,4}(\\.\\d{1,4})?") ? Double.parseDouble(version) : 0;
    }

    /** {@return the folders that the system's loader is configured with (ld.so.conf), then those built into it} */
    private List<Path> loaderFolders() {
        List<Path> folders = new ArrayList<>();
        for (Path file : list(root.resolve("etc/ld.so.conf.d"), "*.conf")) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.map(String::strip).filter(line -> line.startsWith("/"))
                        .forEach(line -> folders.add(root.resolve(line.substring(1))));
            } catch (IOException | RuntimeException _) {
                // The loader does not read it either.
            }
        }
        OF_THE_SYSTEM.forEach(folder -> folders.add(root.resolve(folder)));
        return folders;
    }

    /** {@return where Python keeps packages: of the environment that is active, of the PATH's, of the user, of the system} */
    private List<Path> sitePackages() {
        List<Path> installations = new ArrayList<>();
        installations.addAll(parse(variable.apply("VIRTUAL_ENV")));
        installations.addAll(parse(variable.apply("CONDA_PREFIX")));
        parse(variable.apply("PATH")).forEach(folder -> installations.addAll(ofPython(folder.resolve("python3"))));
        parse(property.apply("user.home")).forEach(home -> {
            installations.add(home.resolve(".local"));
            installations.addAll(list(home.resolve(".pyenv/versions"), "*"));
        });
        PYTHON_INSTALLATIONS.forEach(installation -> installations.add(root.resolve(installation)));
        List<Path> packages = new ArrayList<>(parse(variable.apply("PYTHONPATH")));
        for (Path installation : installations) {
            for (Path python : list(installation.resolve("lib"), "python3*")) {
                packages.add(python.resolve("site-packages"));
                packages.add(python.resolve("dist-packages"));
            }
        }
        return packages;
    }

    /**
     * {@return the installations a command belongs to: the folder above its own, and above that of each file it is a link to}
     * An environment is often on the path without being activated, or has a link to it there.
     */
    private static List<Path> ofPython(Path command) {
        List<Path> installations = new ArrayList<>();
        Path file = command;
        try {
            for (int links = 0; Files.exists(file) && links < MOST_LINKS; links++) {
                Path folder = file.getParent().getParent();
                if (folder != null) {
                    installations.add(folder);
                }
                if (!Files.isSymbolicLink(file)) {
                    break;
                }
                file = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
            }
        } catch (IOException | SecurityException _) {
            // What cannot be read leads nowhere.
        }
        return installations;
    }

    /** Adds the folders of NVIDIA's Python packages: nvidia/cublas/lib, and from CUDA 13 on nvidia/cu13/lib for all. */
    private void addPackages(Path sitePackages) {
        List<Path> packages = new ArrayList<>(list(sitePackages.resolve("nvidia"), "*"));
        packages.sort(Comparator.comparing(LibraryPath::hasToolkitName).reversed().thenComparing(Comparator
                .reverseOrder()));
        packages.forEach(folder -> add("NVIDIA's Python packages", folder.resolve("lib")));
    }

    private static boolean hasToolkitName(Path folder) {
        return folder.getFileName().toString().matches("cu\\d+");
    }

    private static List<Path> list(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(found::add);
        } catch (IOException | RuntimeException _) {
            // Not there, or not ours to read: nothing is found in it.
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }
}
