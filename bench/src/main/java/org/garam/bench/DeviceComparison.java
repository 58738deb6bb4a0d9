package org.garam.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * The same work on several devices in one run, as a Markdown table: medians, and how many times as long as on the first
 * device it takes. Arguments: the number of rounds, then the devices; {@code clblast} stands for that library's product on
 * the first OpenCL device.
 */
public final class DeviceComparison {
    private static final String CLBLAST = "clblast";
    private static final List<int[]> PRODUCTS =
            List.of(new int[] {512, 512, 512}, new int[] {1024, 1024, 1024}, new int[] {32, 300, 784}, new int[] {784, 300, 32});
    private static final int VECTOR = 1 << 20;

    private DeviceComparison() {}

    /** Runs the comparison and prints the table. */
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("give ROUNDS DEVICE.., for example 15 cpu opencl clblast; received "
                    + List.of(arguments));
        }
        int rounds = Integer.parseInt(arguments[0]);
        List<String> devices = List.of(arguments).subList(1, arguments.length);
        PrintStream out = System.out;
        out.println("| microseconds, median of " + rounds + " rounds | " + String.join(" | ", devices) + " |");
        out.println("|---" + "|---".repeat(devices.size()) + "|");
        for (int[] size : PRODUCTS) {
            compare(out, "product " + size[0] + "x" + size[1] + "x" + size[2], devices, rounds, device -> () ->
                    device.equals(CLBLAST) ? new ClBlastProduct(size[0], size[1], size[2])
                            : ProgramWorkload.product(device, size[0], size[1], size[2]));
        }
        List<String> engines = devices.stream().filter(device -> !device.equals(CLBLAST)).toList();
        for (String kind : List.of("relu", "tanh", "sum")) {
            compare(out, kind + " of " + VECTOR, engines, rounds, device -> () -> ProgramWorkload.vectors(device, kind, VECTOR));
        }
        for (int batch : new int[] {32, 128}) {
            compare(out, "training step, batch " + batch, engines, rounds, device -> () -> NetworkStep.tutorial(device, batch));
        }
    }

    private interface Choice {
        Supplier<Workload> on(String device);
    }

    private static void compare(PrintStream out, String title, List<String> devices, int rounds, Choice choice) {
        SequencedMap<String, Workload> workloads = new LinkedHashMap<>();
        try {
            devices.forEach(device -> workloads.put(device, choice.on(device).get()));
            Rounds timed = new Rounds(workloads, rounds);
            StringBuilder line = new StringBuilder("| ").append(title);
            for (String device : devices) {
                line.append(" | %.1f".formatted(timed.median(device)));
                if (!device.equals(devices.getFirst())) {
                    line.append(" (%.2f)".formatted(timed.ratio(device, devices.getFirst())));
                }
            }
            out.println(line.append(" |"));
        } finally {
            workloads.values().forEach(Workload::close);
        }
    }
}
