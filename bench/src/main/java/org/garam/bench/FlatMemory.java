package org.garam.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.garam.spi.MemoryUse;

/**
 * Whether a long training holds as much memory at the end as at the beginning: that of the process, what the device counts
 * of its own, and what its driver has left for anybody. Arguments: the device, the number of steps, the MiB that each may
 * grow by, the file to write. Fails if one grew by more.
 */
public final class FlatMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int BATCH = 32;

    private FlatMemory() {}

    /** Bytes that are in use. */
    private record Memory(long process, MemoryUse device) {
        /** What there is of it now, when garbage is collected. */
        static Memory of(NetworkStep network) throws IOException {
            System.gc();
            long process = Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElseThrow();
            return new Memory(process, network.memoryUse());
        }

        /** {@return how much less is free than in the other, if the driver tells} */
        OptionalLong taken(Memory since) {
            OptionalLong before = since.device.free();
            OptionalLong now = device.free();
            return before.isPresent() && now.isPresent() ? OptionalLong.of(before.getAsLong() - now.getAsLong()) : OptionalLong.empty();
        }
    }

    /** Runs a tenth of the steps before the first look, all others after it. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("give DEVICE STEPS MIB FILE, received " + List.of(arguments));
        }
        PrintStream out = System.out;
        int steps = Integer.parseInt(arguments[1]);
        long allowed = Long.parseLong(arguments[2]) << 20;
        ObjectNode result = new ObjectMapper().createObjectNode().put("steps", steps);
        boolean isFlat;
        try (NetworkStep network = NetworkStep.tutorial(arguments[0], BATCH)) {
            network.run(steps / 10);
            Memory before = Memory.of(network);
            network.run(steps - steps / 10);
            Memory after = Memory.of(network);
            long process = after.process - before.process;
            long held = after.device.heldBytes() - before.device.heldBytes();
            OptionalLong taken = after.taken(before);
            isFlat = process <= allowed && held <= allowed && taken.orElse(0) <= allowed;
            result.put("is flat", isFlat).put("loss is finite", Double.isFinite(network.steps().logs().get("loss")))
                    .put("process grew by bytes", process).put("device holds more bytes", held);
            taken.ifPresentOrElse(bytes -> result.put("device has fewer bytes free", bytes),
                    () -> result.put("device has fewer bytes free", "its driver does not tell"));
            ObjectNode holders = result.putObject("device holds bytes");
            after.device.held().forEach(holders::put);
        }
        out.println(result);
        WholeFile.write(Path.of(arguments[3]), result.toPrettyString());
        if (!isFlat) {
            throw new IllegalStateException("memory grew: " + result);
        }
    }
}
