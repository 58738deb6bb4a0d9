package org.garam.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.garam.runtime.Backends;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;

/** What this machine has: the devices of every backend, or why there are none, and the libraries. Argument: a JSON file. */
public final class MachineReport {
    private MachineReport() {}

    /** Prints the report and writes it. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give a FILE to write, received " + List.of(arguments));
        }
        PrintStream out = System.out;
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        Backends.probeAll().forEach((backend, availability) -> add(report, backend, availability));
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(Path.of(arguments[0]).toFile(), report);
        report.properties().forEach(entry -> out.println(entry.getKey() + ": " + entry.getValue()));
    }

    private static void add(ObjectNode report, BackendProvider backend, Availability availability) {
        ArrayNode devices = report.putArray(backend.name());
        switch (availability) {
            case Availability.Available(var infos, var _) -> infos.forEach(info -> devices.add(info.id() + " " + info.name()
                    + ", " + (info.memoryBytes() >> 20) + " MiB"));
            case Availability.Unavailable(String reason, String _) -> report.put(backend.name() + " reason", reason);
        }
        if (!backend.libraries().isEmpty()) {
            ArrayNode libraries = report.putArray(backend.name() + " libraries");
            backend.libraries().forEach(libraries::add);
        }
    }
}
