package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.DeviceException;
import org.garam.spi.DeviceInfo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClBackendProviderTest {
    /** What a process without OpenCL sees. */
    static final class Probe {
        public static void main(String[] arguments) {
            BackendProvider provider = new OpenClBackendProvider();
            System.out.println(provider.probe());
            System.out.println(provider.probe() == provider.probe() || provider.probe().equals(provider.probe()));
            try {
                provider.open(0);
            } catch (DeviceException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @TempDir
    private Path folder;

    @Test
    void isFound() {
        assertTrue(ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .anyMatch(OpenClBackendProvider.class::isInstance));
    }

    @Test
    void devicesHaveNamesOfTheirOwn() {
        BackendProvider provider = new OpenClBackendProvider();
        Assumptions.assumeTrue(provider.probe() instanceof Availability.Available, () -> provider.probe().toString());
        List<DeviceInfo> devices = assertInstanceOf(Availability.Available.class, provider.probe()).devices();
        assertEquals(devices.size(), new HashSet<>(devices.stream().map(DeviceInfo::name).toList()).size());
        for (int i = 0; i < devices.size(); i++) {
            assertEquals(i, devices.get(i).ordinal());
        }
        boolean hasOther = OpenClPlatforms.find().devices().stream().anyMatch(device -> !device.isProcessor());
        assertEquals(hasOther ? 20 : -10, provider.preference());
        DeviceException thrown = assertThrows(DeviceException.class, () -> provider.open(77));
        assertTrue(thrown.getMessage().contains("opencl:77") && thrown.getMessage().contains(devices.getFirst().name()),
                thrown.getMessage());
    }

    @Test
    void saysWhatToDoWithoutALibrary() throws IOException, InterruptedException {
        String output = probe(Map.of(), "-Dorg.lwjgl.opencl.libname=/nonexistent/libOpenCL.so.1");
        assertTrue(output.contains("Unavailable[reason=no OpenCL library was found"), output);
        assertTrue(output.contains("apt install") && output.contains("-Ddevice=cpu"), output);
        assertTrue(output.contains("refused: opencl:0 cannot be opened"), output);
    }

    @Test
    void saysWhatToDoWithoutADriver() throws IOException, InterruptedException {
        Assumptions.assumeTrue(new OpenClBackendProvider().probe() instanceof Availability.Available
                && System.getProperty("os.name").contains("Linux"), "needs an OpenCL library without its drivers");
        String nowhere = folder.toString();
        String output = probe(Map.of("OCL_ICD_VENDORS", nowhere, "OPENCL_VENDOR_PATH", nowhere));
        assertTrue(output.contains("Unavailable[reason=OpenCL is installed, but no driver"), output);
        assertTrue(output.contains("CL_PLATFORM_NOT_FOUND_KHR (-1001)"), output);
    }

    /** {@return all the process printed, which is only what {@link Probe} prints} */
    private static String probe(Map<String, String> environment, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Probe.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(3, output.lines().count(), output);
        return output;
    }
}
