package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.garam.conformance.TestPlans;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
    private static final int SIZE = 1000;
    private static final long MOST_GROWTH_KIB = 8 << 10;
    private static final long SMALLEST_OBJECT = 16;

    private interface Body {
        void run(OpenClDevice device, BoundExecutable bound) throws IOException;
    }

    private static void withBound(Body body) throws IOException {
        try (OpenClDevice device = TestDevices.open();
                Executable executable = device.compile(TestPlans.inPlace(device, SIZE));
                DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE);
                BoundExecutable bound = executable.bind(List.of(buffer), Map.of())) {
            body.run(device, bound);
        }
    }

    @Test
    void manyRunsTakeNoMoreMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.isReadable(status), "the memory of the process is not known here");
        withBound((device, bound) -> {
            run(bound, 10_000);
            device.synchronize();
            long held = device.memory().held().bytes();
            long before = residentKibibytes(status);
            run(bound, 20_000);
            long queued = residentKibibytes(status);
            device.synchronize();
            assertTrue(queued - before < MOST_GROWTH_KIB, "from " + before + " to " + queued + " KiB");
            assertEquals(held, device.memory().held().bytes());
        });
    }

    @Test
    void aRunAllocatesNothingOnTheJavaHeap() throws IOException {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        withBound((device, bound) -> {
            run(bound, 5_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            run(bound, 5_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 5_000 * SMALLEST_OBJECT / 2, allocated + " bytes in 5000 runs");
        });
    }

    private static void run(BoundExecutable bound, int times) {
        for (int i = 0; i < times; i++) {
            bound.run();
        }
    }

    private static long residentKibibytes(Path status) throws IOException {
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }
}
