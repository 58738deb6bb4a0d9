package org.garam.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.garam.runtime.Backends;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.DeviceInfo;
import org.garam.tensor.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists every backend with its devices, or why it has none and what to do about it. */
@Command(name = "devices", mixinStandardHelpOptions = true,
        description = "Lists the devices of every backend, or why a backend has none and what to do about it.")
final class DevicesCommand implements Callable<Integer> {
    private static final long MEBIBYTE = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Backends.probeAll().forEach((backend, availability) -> print(out, backend, availability));
        out.println();
        out.println("Choose one with --device NAME, or -Ddevice=NAME when Garam is used as a library;"
                + " \"auto\" takes the first one that is available here.");
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, BackendProvider backend, Availability availability) {
        switch (availability) {
            case Availability.Available available -> {
                out.println(backend.name() + ": available");
                available.devices().forEach(device -> out.println("  " + describe(device)));
                available.notes().forEach(note -> out.println("  note: " + note));
            }
            case Availability.Unavailable(String reason, String remedy) -> {
                out.println(backend.name() + ": not available");
                out.println("  reason: " + reason);
                out.println("  remedy: " + remedy);
            }
        }
        List<String> libraries = backend.libraries();
        if (!libraries.isEmpty()) {
            out.println("  libraries:");
            libraries.forEach(library -> out.println("    " + library));
        }
    }

    private static String describe(DeviceInfo device) {
        return device.id() + "  " + device.name() + ", " + device.memoryBytes() / MEBIBYTE + " MiB, computes in "
                + device.arithmetic().stream().sorted().map(DType::toString).collect(Collectors.joining(" and "));
    }
}
