package org.garam.backend.cuda.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiles and links the fake's libraries; what has not changed since the last time, by its hash, is left as it is. */
final class FakeCudaBuild {
    private static final List<String> FLAGS = List.of("-std=c++17", "-O2", "-ftree-vectorize", "-march=native",
            "-ffp-contract=off", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra",
            "-Wno-missing-field-initializers", "-Werror");
    private static final String JCUDA_LIBRARY = "/lib/lib%s-12.6.0-linux-x86_64.so";

    private final Path sources;
    private final Path target;

    FakeCudaBuild(Path sources, Path target) {
        this.sources = sources.toAbsolutePath();
        this.target = target.toAbsolutePath();
    }

    /** {@return what is missing on this machine, or null} */
    static String missingTool() {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            return "it is for Linux on x86-64, as JCuda's libraries are";
        }
        for (String tool : List.of("g++", "as", "nm")) {
            if (Stream.of(System.getenv("PATH").split(":"))
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool)))) {
                return "there is no " + tool + " on the PATH";
            }
        }
        return null;
    }

    /** {@return the folder with all libraries of a toolkit} Only one process at a time builds. */
    Path build(int major) {
        try {
            Path folder = Files.createDirectories(target.resolve("cuda-" + major));
            Files.createDirectories(target.resolve("objects"));
            try (FileChannel channel = FileChannel.open(target.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                for (FakeLibrary library : FakeLibrary.ofToolkit(major)) {
                    link(library, folder);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void link(FakeLibrary library, Path folder) throws IOException {
        List<Path> objects = compile(library);
        Path file = folder.resolve(library.file());
        Path mark = target.resolve("objects").resolve(folder.getFileName() + "-" + library.soname() + ".inputs");
        String inputs = objects + " " + library;
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.exists(mark) && Files.readString(mark).equals(inputs)) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("g++", "-shared", "-o", file + ".new",
                "-Wl,-soname," + library.soname(), "-Wl,-rpath,$ORIGIN", "-Wl,-z,noexecstack"));
        objects.forEach(object -> command.add(object.toString()));
        if (!library.user().isEmpty()) {
            Path stubs = target.resolve("objects").resolve(library.soname() + "-stubs.cpp");
            Files.writeString(stubs, stubs(library, objects));
            command.addAll(List.of("-O0", "-fPIC", "-I" + sources, stubs.toString()));
        }
        if (!library.versionNode().isEmpty()) {
            Path script = target.resolve("objects").resolve(library.soname() + ".map");
            Files.writeString(script, library.versionNode() + " { global: cu*; nvrtc*; local: *; };\n");
            command.add("-Wl,--version-script=" + script);
        }
        if (library != FakeLibrary.DRIVER) {
            command.add(folder.resolve(FakeLibrary.DRIVER.soname()).toString());
        }
        command.addAll(List.of("-ldl", "-pthread"));
        run(command);
        Files.move(Path.of(file + ".new"), file, StandardCopyOption.ATOMIC_MOVE);
        if (!library.file().equals(library.soname())) {
            Path link = folder.resolve(library.soname());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, file.getFileName());
        }
        Files.writeString(mark, inputs);
    }

    private List<Path> compile(FakeLibrary library) throws IOException {
        String headers = headers();
        Map<Path, List<String>> commands = new LinkedHashMap<>();
        for (String source : library.sources()) {
            Path file = sources.resolve(source + ".cpp");
            List<String> command = new ArrayList<>(List.of("g++", "-c"));
            command.addAll(FLAGS);
            // What does not depend on the toolkit's version is compiled once for all.
            String text = Files.readString(file);
            library.definitions().stream().filter(definition -> text.contains(definition.split("=")[0]))
                    .forEach(definition -> command.add("-D" + definition));
            if (source.equals("nvrtc")) {
                command.addAll(List.of(definition("PRELUDE", sources.resolve("kernel_prelude.h").toString()),
                        definition("COMPILER", program("cc1plus")), definition("ASSEMBLER", program("as"))));
            }
            String hash = hash(headers + command + text);
            Path object = target.resolve("objects").resolve(source + "-" + hash + ".o");
            command.addAll(List.of("-o", object + ".new", file.toString()));
            commands.put(object, command);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<?>> running = new ArrayList<>();
            commands.forEach((object, command) -> {
                if (!Files.exists(object)) {
                    running.add(threads.submit(() -> {
                        run(command);
                        return Files.move(Path.of(object + ".new"), object, StandardCopyOption.ATOMIC_MOVE);
                    }));
                }
            });
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the fake CUDA was not compiled", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("compiling the fake CUDA was interrupted", e);
        }
        return List.copyOf(commands.keySet());
    }

    private String headers() throws IOException {
        try (Stream<Path> files = Files.list(sources)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(file -> file.toString().endsWith(".h")).sorted().toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    /** {@return functions that say that they are missing, for what JCuda needs and the sources do not define} */
    private String stubs(FakeLibrary library, List<Path> objects) throws IOException {
        Path user = target.resolve("objects").resolve(library.user() + ".so");
        try (InputStream in = FakeCudaBuild.class.getResourceAsStream(JCUDA_LIBRARY.formatted(library.user()))) {
            Files.copy(in, user, StandardCopyOption.REPLACE_EXISTING);
        }
        var needed = new TreeSet<String>();
        symbols(List.of("nm", "-D", "--undefined-only", user.toString())).filter(name -> name.matches("(cu|nvrtc).*"))
                .forEach(needed::add);
        List<String> command = new ArrayList<>(List.of("nm", "--defined-only"));
        objects.forEach(object -> command.add(object.toString()));
        symbols(command).forEach(needed::remove);
        return "#include \"fake.h\"\n" + needed.stream()
                .map(name -> "FAKE_API int " + name + "() { return fake::missing(__func__, " + library.unsupported()
                + "); }\n")
                .collect(Collectors.joining());
    }

    private static Stream<String> symbols(List<String> command) {
        return run(command).lines().map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .map(name -> name.split("@")[0]);
    }

    private static String program(String name) {
        return run(List.of("g++", "-print-prog-name=" + name)).strip();
    }

    private static String definition(String name, String text) {
        return "-D" + name + "=\"" + text + "\"";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return what a program writes} Fails with that if its status is not 0. */
    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(command + " ended with " + status + ":\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }
}
