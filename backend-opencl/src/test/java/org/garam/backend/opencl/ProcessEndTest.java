package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

/** A program may end while the device is busy with what it queued. */
class ProcessEndTest {
    private static final int KERNELS = 12;

    /** Queues kernels that the driver compiles when they are launched, and ends. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            new Engine(new OpenClBackendProvider().open(0)).call(() -> {
                Tensor x = Creation.range(4096).cast(DType.FLOAT32);
                for (int i = 0; i < KERNELS; i++) {
                    // Each is a kernel of its own, that no earlier run has left in a cache.
                    double nobodyElses = System.nanoTime() * 1e-9 + i;
                    x = Engine.compile(in -> in.mul(nobodyElses).add(1e-3)).apply(x);
                }
                return x;
            });
        }
    }

    @Test
    void endsWithoutWaiting() throws IOException, InterruptedException {
        TestDevices.open().close();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Dgaram.cache=none", "-cp", System.getProperty("java.class.path"),
                Program.class.getName()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
