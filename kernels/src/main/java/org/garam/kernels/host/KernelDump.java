package org.garam.kernels.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.garam.kernels.CompilationUnit;
import org.garam.kernels.Dialect;
import org.garam.kernels.Launch;
import org.garam.kernels.LaunchArgument;
import org.garam.kernels.RenderedPlan;
import org.garam.plan.Plan;
import org.garam.spi.DeviceException;

/** Writes what is compiled for a plan, and how it is launched, to files for people. */
public final class KernelDump {
    /** The directory to write to; nothing is written without it. */
    public static final String PROPERTY = "garam.dumpKernels";
    private static final int HASH_DIGITS = 10;

    private KernelDump() {}

    /**
     * Writes {@code NAME.cl} or {@code NAME.cu}, a whole source file, and {@code NAME.txt}, the plan with what is run
     * for it, if the user wants them. The name is the same for the same plan on the same kind of device: that of the
     * only function, or {@code plan} and a hash.
     *
     * @param operations what is queued for each kernel, if libraries are among it; may be empty
     * @throws DeviceException if the files cannot be written
     */
    public static void writeIfAsked(Plan plan, List<List<String>> operations, RenderedPlan rendered, Dialect dialect) {
        String directory = System.getProperty(PROPERTY);
        if (directory == null || rendered.launches().isEmpty() && operations.isEmpty()) {
            return;
        }
        String source = CompilationUnit.text(dialect, rendered.functions());
        String listing = listing(plan, operations, rendered);
        String hash = DiskCache.key(source, listing).substring(0, HASH_DIGITS);
        boolean isSingle = rendered.functions().size() == 1;
        String name = (isSingle ? rendered.functions().iterator().next().name() : "plan") + "-" + hash;
        try {
            Path target = Files.createDirectories(Path.of(directory));
            Files.writeString(target.resolve(name + "." + dialect.extension()), source);
            Files.writeString(target.resolve(name + ".txt"), listing);
        } catch (IOException e) {
            throw new DeviceException("the kernels cannot be written to " + directory + " (" + e + "): give -D"
                    + PROPERTY + " a directory that can be written, or leave it out", e);
        }
    }

    private static String listing(Plan plan, List<List<String>> operations, RenderedPlan rendered) {
        StringBuilder text = new StringBuilder(plan.describe(operations));
        text.append("\nlaunches\n");
        for (int i = 0; i < rendered.launches().size(); i++) {
            Launch launch = rendered.launches().get(i);
            text.append("  ").append(i).append(": ").append(launch.function().name()).append(", ")
                    .append(launch.groups()).append(" groups of ").append(launch.function().groupWidth()).append('x')
                    .append(launch.function().groupHeight()).append(": (").append(launch.arguments().stream()
                            .map(KernelDump::describe).collect(Collectors.joining(", "))).append(")\n");
        }
        return text.toString();
    }

    private static String describe(LaunchArgument argument) {
        return switch (argument) {
            case LaunchArgument.Memory memory -> memory.place() + "+" + memory.offset() + " " + memory.dtype();
            case LaunchArgument.Workspace part ->
                    "workspace+" + part.offset() + " " + part.dtype() + "[" + part.size() + "]";
            case LaunchArgument.Count count -> String.valueOf(count.value());
        };
    }
}
