package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a developer can ask for: times and texts of kernels. */
class CudaDiagnosticsTest {
    private static final int SIZE = 37 * 53;

    @TempDir
    private Path folder;

    @Test
    void profileCountsLaunches() {
        TestCuda.fake().set("microseconds per kernel", 300);
        System.setProperty(LaunchTimer.PROPERTY, "true");
        try {
            CudaDevice device = TestCuda.open();
            Plan plan = TestPlans.variety(device).getFirst();
            for (int i = 0; i < 3; i++) {
                TestPlans.run(device, plan, TestPlans.numbers(SIZE));
            }
            KernelTimes times = device.timer().times();
            device.close();
            KernelTimes.Entry entry = times.entries().getFirst();
            assertEquals(3, entry.launches());
            assertTrue(entry.shortest() > 100_000 && entry.shortest() <= entry.mean() && entry.mean() <= entry.longest(),
                    entry.toString());
            assertTrue(times.table().contains(entry.function()), times.table());
            System.setProperty(LaunchTimer.PROPERTY, "yes");
            assertTrue(assertThrows(DeviceException.class, TestCuda::open).getMessage().contains("is neither true nor false"));
        } finally {
            System.clearProperty(LaunchTimer.PROPERTY);
            TestCuda.fake();
        }
        try (CudaDevice device = TestCuda.open()) {
            assertNull(device.timer(), "only on request");
        }
    }

    @Test
    void kernelsAreWrittenAsCuda() throws IOException {
        System.setProperty(KernelDump.PROPERTY, folder.toString());
        try (CudaDevice device = TestCuda.open()) {
            TestPlans.variety(device).forEach(plan -> device.compile(plan).close());
        } finally {
            System.clearProperty(KernelDump.PROPERTY);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> written = files.sorted().toList();
            assertEquals(12, written.size(), written.toString());
            assertTrue(written.getFirst().toString().endsWith(".cu"), written.toString());
            assertTrue(Files.readString(written.getFirst()).contains("__global__"));
        }
    }
}
