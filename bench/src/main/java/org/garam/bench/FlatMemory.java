package org.garam.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a long training holds as much memory at the end as at the beginning: that of the process, and on an NVIDIA GPU the
 * device's. Arguments: the device, the number of steps, the file to write. Fails if either grew by more than 64 MiB.
 */
public final class FlatMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long ALLOWED_BYTES = 64L << 20;
    private static final int BATCH = 32;

    private FlatMemory() {}

    /** Runs a tenth of the steps before the first look, all others after it. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("give DEVICE STEPS FILE, received " + List.of(arguments));
        }
        PrintStream out = System.out;
        int steps = Integer.parseInt(arguments[1]);
        ObjectNode result = new ObjectMapper().createObjectNode().put("steps", steps);
        boolean isFlat;
        try (NetworkStep network = NetworkStep.tutorial(arguments[0], BATCH)) {
            network.run(steps / 10);
            long process = residentBytes();
            long device = deviceBytes(arguments[0]);
            network.run(steps - steps / 10);
            long grownProcess = residentBytes() - process;
            long grownDevice = deviceBytes(arguments[0]) - device;
            isFlat = grownProcess <= ALLOWED_BYTES && grownDevice <= ALLOWED_BYTES;
            result.put("process grew by bytes", grownProcess).put("is flat", isFlat)
                    .put("loss is finite", Double.isFinite(network.steps().logs().get("loss")));
            if (device >= 0) {
                result.put("device grew by bytes", grownDevice);
            }
        }
        out.println(result);
        new ObjectMapper().writeValue(Path.of(arguments[2]).toFile(), result);
        if (!isFlat) {
            throw new IllegalStateException("memory grew: " + result);
        }
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElseThrow();
    }

    /** {@return the used memory of the first GPU as nvidia-smi tells it; -1 if it does not, or another device is tested} */
    private static long deviceBytes(String device) throws IOException {
        if (!device.startsWith("cuda")) {
            return -1;
        }
        try {
            Process process = new ProcessBuilder("nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=0")
                    .start();
            String used = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 && used.matches("\\d+") ? Long.parseLong(used) << 20 : -1;
        } catch (IOException _) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
