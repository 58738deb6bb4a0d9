package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.garam.conformance.TestPlans;
import org.garam.kernels.host.KernelDump;
import org.garam.kernels.host.KernelTimes;
import org.garam.plan.Plan;
import org.garam.spi.Executable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a developer can ask for: times and texts of kernels. */
class DiagnosticsTest {
    private static final int SIZE = 37 * 53;

    @TempDir
    private Path folder;

    @Test
    void profileCountsLaunches() {
        System.setProperty(KernelProfile.PROPERTY, "true");
        try (OpenClDevice device = TestDevices.open()) {
            Plan plan = TestPlans.variety(device).getFirst();
            for (int i = 0; i < 3; i++) {
                TestPlans.run(device, plan, TestPlans.numbers(SIZE));
            }
            device.synchronize();
            KernelTimes times = device.profile().orElseThrow().times();
            KernelTimes.Entry entry = times.entries().getFirst();
            assertEquals(3, entry.launches());
            assertTrue(entry.shortest() > 0 && entry.shortest() <= entry.mean() && entry.mean() <= entry.longest());
            assertTrue(times.table().contains(entry.function()), times.table());
        } finally {
            System.clearProperty(KernelProfile.PROPERTY);
        }
        try (OpenClDevice device = TestDevices.open()) {
            assertTrue(device.profile().isEmpty(), "only on request");
        }
    }

    @Test
    void kernelsAreWrittenUnderTheSameNames() throws IOException {
        System.setProperty(KernelDump.PROPERTY, folder.resolve("kernels").toString());
        try (OpenClDevice device = TestDevices.open()) {
            for (int i = 0; i < 2; i++) {
                for (Plan plan : TestPlans.variety(device)) {
                    try (Executable executable = device.compile(plan)) {
                        assertTrue(Files.isDirectory(folder.resolve("kernels")), executable.toString());
                    }
                }
            }
        } finally {
            System.clearProperty(KernelDump.PROPERTY);
        }
        try (Stream<Path> files = Files.list(folder.resolve("kernels"))) {
            List<Path> written = files.sorted().toList();
            assertEquals(12, written.size(), written.toString());
            String source = Files.readString(written.get(0));
            assertTrue(source.contains("KERNEL("), source);
            String listing = Files.readString(written.get(1));
            assertTrue(listing.contains("plan of ") && listing.contains(" groups of ") && listing.contains("arg0+0 float32"),
                    listing);
        }
    }
}
