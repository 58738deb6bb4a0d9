package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.plan.Plan;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

/**
 * A device behind a driver, shared by threads and closed by one of them: what is closed is refused instead of being
 * handed to the driver. A backend's test class extends this one and opens the device.
 */
public abstract class LifetimeConformance {
    private static final int SIZE = 100;

    /** {@return a new device, or the test is skipped} */
    protected abstract Device open();

    @Test
    void aClosedDeviceRefusesEverything() {
        Device device = open();
        Plan plan = TestPlans.inPlace(device, SIZE);
        Executable executable = device.compile(plan);
        DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE);
        BoundExecutable bound = executable.bind(List.of(buffer), Map.of());
        device.close();
        for (Runnable use : List.<Runnable>of(() -> device.allocate(DType.FLOAT32, 10), () -> device.compile(plan),
                () -> executable.bind(List.of(buffer), Map.of()), device::synchronize, bound::run,
                () -> buffer.read(0, MemorySegment.ofArray(new float[1])))) {
            assertTrue(assertThrows(IllegalStateException.class, use::run).getMessage().contains("is closed"));
        }
        bound.close();
        executable.close();
        buffer.close();
        device.close();
    }

    @Test
    void aClosedEngineRefusesTensors() {
        Engine engine = new Engine(open());
        engine.close();
        assertThrows(IllegalStateException.class, () -> engine.run(() -> Tensor.of(new float[] {1, 2}, 2)));
    }

    @Test
    void closingWhileOthersWaitIsSafe() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            Device device = open();
            Thread waiting = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        device.synchronize();
                    }
                } catch (IllegalStateException _) {
                    // Closed: this is how it ends.
                }
            });
            device.close();
            waiting.join();
        }
    }

    @Test
    void severalThreadsUseOneEngine() throws InterruptedException {
        try (Engine engine = new Engine(open())) {
            double[] sums = new double[4];
            List<Thread> threads = IntStream.range(0, sums.length).mapToObj(i -> Thread.ofPlatform().start(() ->
                    engine.run(() -> {
                        Tensor x = Tensor.of(new float[] {i, 1, 2}, 3);
                        for (int step = 0; step < 50; step++) {
                            x = x.add(1);
                        }
                        sums[i] = x.toFloats()[0];
                    }))).toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertArrayEquals(new double[] {50, 51, 52, 53}, sums);
        }
    }
}
