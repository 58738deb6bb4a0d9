package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryPathTest {
    @TempDir
    private Path root;

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    private LibraryPath path(Map<String, String> properties, Map<String, String> variables) {
        return new LibraryPath(properties::get, variables::get, root);
    }

    private List<String> folders(LibraryPath path) {
        return path.folders().stream().map(folder -> root.relativize(folder).toString()).toList();
    }

    @Test
    void whatTheUserNamesComesFirstAndTheSystemLast() throws IOException {
        for (String name : List.of("named", "second", "of/loader", "home/toolkit/lib64", "usr/local/cuda/lib64",
                "usr/local/cuda-9.2/lib64", "usr/local/cuda-12.4/targets/x86_64-linux/lib", "usr/local/cuda-13.0/lib64",
                "usr/lib/x86_64-linux-gnu", "configured/lib", "venv/lib/python3.12/site-packages/nvidia/cublas/lib",
                "venv/lib/python3.12/site-packages/nvidia/cu13/lib",
                "venv/lib/python3.12/site-packages/nvidia/cu12/lib",
                "venv/lib/python3.12/site-packages/nvidia/cuda_nvrtc/lib",
                "usr/lib/python3/dist-packages/nvidia/cudnn/lib")) {
            folder(name);
        }
        Files.writeString(folder("etc/ld.so.conf.d").resolve("cuda.conf"),
                "# of a package\n/configured/lib\nrelative\n");
        LibraryPath path = path(Map.of(LibraryPath.PROPERTY, root + "/named:" + root + "/second:" + root + "/missing",
                "user.home", root + "/nobody"), Map.of("LD_LIBRARY_PATH", root + "/of/loader::" + root + "/named",
                "CUDA_HOME", root + "/home/toolkit", "VIRTUAL_ENV", root + "/venv"));
        assertEquals(List.of("named", "second", "of/loader", "home/toolkit/lib64", "usr/local/cuda/lib64",
                "usr/local/cuda-13.0/lib64", "usr/local/cuda-12.4/targets/x86_64-linux/lib",
                "usr/local/cuda-9.2/lib64", "configured/lib", "usr/lib/x86_64-linux-gnu", "usr/lib",
                "venv/lib/python3.12/site-packages/nvidia/cu13/lib",
                "venv/lib/python3.12/site-packages/nvidia/cu12/lib",
                "venv/lib/python3.12/site-packages/nvidia/cuda_nvrtc/lib",
                "venv/lib/python3.12/site-packages/nvidia/cublas/lib",
                "usr/lib/python3/dist-packages/nvidia/cudnn/lib"), folders(path));
    }

    @Test
    void findsThePackagesOfThePythonOnThePath() throws IOException {
        folder("opt/torch/.venv/lib/python3.12/site-packages/nvidia/cu13/lib");
        folder("opt/torch/.venv/lib/python3.12/site-packages/nvidia/cudnn/lib");
        folder("installed/lib/python3.12/site-packages/nvidia/cublas/lib");
        Files.writeString(folder("installed/bin").resolve("python3.12"), "");
        Files.createSymbolicLink(folder("opt/torch/.venv/bin").resolve("python3"), root.resolve("installed/bin/python3.12"));
        Files.createSymbolicLink(folder("commands/bin").resolve("python3"), Path.of("../../opt/torch/.venv/bin/python3"));
        assertEquals(List.of("opt/torch/.venv/lib/python3.12/site-packages/nvidia/cu13/lib",
                "opt/torch/.venv/lib/python3.12/site-packages/nvidia/cudnn/lib",
                "installed/lib/python3.12/site-packages/nvidia/cublas/lib"), folders(path(Map.of(),
                Map.of("PATH", root + "/nothing:" + root + "/commands/bin"))));
    }

    @Test
    void namesWhatNamedAFolder() throws IOException {
        folder("named");
        folder("usr/local/cuda/lib64");
        Files.createSymbolicLink(root.resolve("usr/local/cuda-13.0"), root.resolve("usr/local/cuda"));
        assertEquals("-D" + LibraryPath.PROPERTY + " (" + root + "/named), the usual place of toolkits (" + root
                + "/usr/local/cuda/lib64)", path(Map.of(LibraryPath.PROPERTY, root + "/named"), Map.of()).describe()
                .replaceAll(", the system's loader.*", ""));
        assertEquals("no folder", new LibraryPath(_ -> null, _ -> null, root.resolve("empty")).describe());
    }

    @Test
    void whatIsNoFolderIsPassedOver() throws IOException {
        Files.writeString(root.resolve("file"), "");
        folder("usr/local/cuda-old/lib64");
        assertEquals(List.of("usr/local/cuda-old/lib64"),
                folders(path(Map.of(LibraryPath.PROPERTY, root + "/file:\0:" + root + "/missing"), Map.of())));
    }
}
