package org.garam.bench;

import java.io.PrintStream;
import java.util.List;

/**
 * How long a fresh process takes to its first trained step: opening the device, compiling the tutorial model's steps,
 * running one. Argument: the device. Run it twice to see what a cache of compiled kernels brings.
 */
public final class StartupTime {
    private StartupTime() {}

    /** Prints the times in milliseconds. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give a DEVICE, received " + List.of(arguments));
        }
        PrintStream out = System.out;
        long start = System.nanoTime();
        long jvm = System.currentTimeMillis() - ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        try (NetworkStep step = NetworkStep.tutorial(arguments[0], 32)) {
            long ready = System.nanoTime();
            step.run(1);
            long first = System.nanoTime();
            out.printf("%s: JVM %d ms, device and model %.0f ms, first step %.0f ms%n", arguments[0], jvm, (ready - start) / 1e6,
                    (first - ready) / 1e6);
        }
    }
}
