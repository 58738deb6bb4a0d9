package org.garam.backend.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;

/** The backend that is always there: pure Java, with vectors if the incubating Vector API is. */
public final class CpuBackendProvider implements BackendProvider {
    private static final String THREADS = "garam.cpu.threads";
    private static final Runtime.Version PINS_RELIABLY = Runtime.Version.parse("25.0.3");

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public String preferenceReason() {
        return "uses this machine's processor, without any driver";
    }

    @Override
    public Availability probe() {
        Optional<String> mistake = VectorSupport.mistake();
        if (mistake.isPresent()) {
            return new Availability.Unavailable(mistake.get(), "give 128, 256 or 512, or leave it out");
        }
        return new Availability.Available(List.of(CpuDevice.describe(deviceName())), notes());
    }

    @Override
    public Device open(int ordinal) {
        if (ordinal != 0) {
            throw new DeviceException("cpu:" + ordinal + " does not exist: the processor is one device, cpu");
        }
        return new CpuDevice(CpuDevice.describe(deviceName()), threads());
    }

    /** @throws DeviceException if the property that sets it is not a positive number */
    private static int threads() {
        String asked = System.getProperty(THREADS);
        if (asked == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(asked.strip());
            if (threads >= 1) {
                return threads;
            }
        } catch (NumberFormatException _) {
            // Reported below, together with numbers that make no sense.
        }
        throw new DeviceException("cpu: -D" + THREADS + "=" + asked
                + " is not a number of threads; give a number of 1 or more, or "
                + "leave it out to use all " + Runtime.getRuntime().availableProcessors() + " processors");
    }

    private static String deviceName() {
        String threads = System.getProperty(THREADS, String.valueOf(Runtime.getRuntime().availableProcessors()));
        return processorName() + ", " + threads + (threads.equals("1") ? " thread, " : " threads, ")
                + (VectorSupport.available() ? PreferredSpecies.BITS + "-bit vectors" : "scalar");
    }

    private static List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            notes.add("the CPU backend runs without vector instructions, several times slower than it could; "
                    + "start the JVM with --add-modules jdk.incubator.vector");
        }
        if (Runtime.version().feature() == 25 && Runtime.version().compareToIgnoreOptional(PINS_RELIABLY) < 0) {
            notes.add("JDK " + Runtime.version() + " can move pinned arrays under G1; use JDK 25.0.3 or later");
        }
        return notes;
    }

    private static String processorName() {
        return fromProcInfo().or(CpuBackendProvider::fromSysctl).orElse(System.getProperty("os.arch"));
    }

    private static Optional<String> fromProcInfo() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> fromSysctl() {
        if (!System.getProperty("os.name").startsWith("Mac")) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder("sysctl", "-n", "machdep.cpu.brand_string").start();
            String name = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return name.isEmpty() ? Optional.empty() : Optional.of(name);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
