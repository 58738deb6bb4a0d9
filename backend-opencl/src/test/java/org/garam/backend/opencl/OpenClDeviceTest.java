package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.garam.conformance.TestPlans;
import org.garam.op.Op;
import org.garam.op.UnaryFunction;
import org.garam.plan.Plan;
import org.garam.program.ProgramBuilder;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;
import org.junit.jupiter.api.Test;

class OpenClDeviceTest {
    private static final int SIZE = 37 * 53;

    @Test
    void smallDevicesComputeTheSame() {
        float[] input = TestPlans.numbers(SIZE);
        try (OpenClDevice large = TestDevices.open(); OpenClDevice small = TestDevices.open(TestDevices.SMALL)) {
            assertEquals(16, small.traits().maxGroupSize());
            assertEquals(4096, small.traits().localBytes());
            List<Plan> plans = TestPlans.variety(large);
            List<Plan> smallPlans = TestPlans.variety(small);
            for (int i = 0; i < plans.size(); i++) {
                assertArrayEquals(TestPlans.run(large, plans.get(i), input), TestPlans.run(small, smallPlans.get(i), input),
                        1e-4f, plans.get(i).toString());
            }
        }
    }

    @Test
    void twoDevicesAndManyThreadsRunAtOnce() throws InterruptedException {
        float[] input = TestPlans.numbers(SIZE);
        try (OpenClDevice one = TestDevices.open(); OpenClDevice two = TestDevices.open()) {
            List<Plan> plans = TestPlans.variety(one);
            List<float[]> expected = plans.stream().map(plan -> TestPlans.run(one, plan, input)).toList();
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            List<Thread> threads = IntStream.range(0, 4).mapToObj(number -> Thread.ofPlatform().start(() -> {
                try {
                    for (int round = 0; round < 20; round++) {
                        int which = (round + number) % plans.size();
                        assertArrayEquals(expected.get(which),
                                TestPlans.run(number % 2 == 0 ? one : two, plans.get(which), input), 1e-5f);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            })).toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), failures);
            one.synchronize();
            two.synchronize();
            two.workspace().close();
            assertEquals(0, two.memory().held().buffers(), "everything was freed");
        }
    }

    @Test
    void whatIsBoundOutlivesItsBuffers() {
        try (OpenClDevice device = TestDevices.open()) {
            DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE);
            Executable executable = device.compile(TestPlans.inPlace(device, SIZE));
            BoundExecutable bound = executable.bind(List.of(buffer), Map.of());
            buffer.close();
            buffer.close();
            executable.close();
            assertEquals(1, device.memory().held().buffers());
            bound.run();
            bound.close();
            bound.close();
            assertEquals(0, device.memory().held().bytes());
            device.synchronize();
            assertThrows(IllegalStateException.class, bound::run);
            assertThrows(IllegalStateException.class, () -> executable.bind(List.of(buffer), Map.of()));
            assertTrue(buffer.toString().contains("closed"));
        }
    }

    @Test
    void whatIsLeftIsClosedAfterTheDevice() {
        OpenClDevice device = TestDevices.open();
        DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE);
        Executable executable = device.compile(TestPlans.inPlace(device, SIZE));
        BoundExecutable bound = executable.bind(List.of(buffer), Map.of());
        bound.run();
        device.close();
        device.close();
        assertTrue(assertThrows(IllegalStateException.class, bound::run).getMessage().contains("is closed"));
        bound.close();
        executable.close();
        buffer.close();
        assertEquals(0, device.memory().held().bytes());
    }

    @Test
    void buffersOfAnotherDeviceAreRefused() {
        try (OpenClDevice one = TestDevices.open(); OpenClDevice two = TestDevices.open();
                Executable executable = one.compile(TestPlans.inPlace(one, SIZE));
                DeviceBuffer foreign = two.allocate(DType.FLOAT32, SIZE)) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> executable.bind(List.of(foreign), Map.of()))
                    .getMessage().contains("argument 0 needs a buffer of this device"));
        }
    }

    @Test
    void withoutFloat64ItIsRefused() {
        try (OpenClDevice device = TestDevices.open(TestDevices.switches(false, true, false))) {
            assertFalse(device.info().arithmetic().contains(DType.FLOAT64));
            assertTrue(assertThrows(DeviceException.class, () -> device.allocate(DType.FLOAT64, 3)).getMessage()
                    .contains("no float64"));
            ProgramBuilder program = new ProgramBuilder();
            Plan plan = TestPlans.of(device, TensorType.of(DType.FLOAT64, 5), program,
                    x -> program.add(new Op.Unary(UnaryFunction.EXP), x));
            DeviceException thrown = assertThrows(DeviceException.class, () -> device.compile(plan));
            assertTrue(thrown.getMessage().contains("float64") && thrown.getMessage().contains("-Ddevice=cpu"),
                    thrown.getMessage());
        }
    }
}
