package org.garam.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.garam.plan.Lowering;
import org.garam.plan.Plan;
import org.garam.program.ProgramBuilder;
import org.garam.spi.Availability;
import org.garam.spi.BackendProvider;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** What holds of every device besides what it computes: transfers, binding, order, messages. */
final class DeviceChecks {
    /** One property of a device. */
    record DeviceCheck(String name, Body body) {
        interface Body {
            void run(BackendProvider provider, Device device);
        }

        void run(BackendProvider provider, Device device) {
            body.run(provider, device);
        }
    }

    private static final int SIZE = 1000;

    private DeviceChecks() {}

    static Stream<DeviceCheck> all() {
        return Stream.of(new DeviceCheck("tells what it is", DeviceChecks::info),
                new DeviceCheck("names a device that does not exist", DeviceChecks::missingOrdinal),
                new DeviceCheck("transfers elements of every type", DeviceChecks::transfers),
                new DeviceCheck("copies before write returns", DeviceChecks::sourceIsFree),
                new DeviceCheck("copies on the device", DeviceChecks::copies),
                new DeviceCheck("refuses transfers beyond a buffer", DeviceChecks::bounds),
                new DeviceCheck("allocates nothing", DeviceChecks::nothing),
                new DeviceCheck("refuses buffers that do not fit", DeviceChecks::binding),
                new DeviceCheck("binds one executable twice", DeviceChecks::twoBindings),
                new DeviceCheck("runs in order without waiting", DeviceChecks::order));
    }

    private static void info(BackendProvider provider, Device device) {
        assertEquals(provider.name(), device.info().backend());
        assertTrue(device.info().arithmetic().contains(DType.FLOAT32), "every device computes in float32");
        assertTrue(device.info().memoryBytes() > 0 && !device.info().name().isBlank());
        assertTrue(provider.probe() instanceof Availability.Available found
                && found.devices().getFirst().id().equals(device.info().id()));
    }

    private static void missingOrdinal(BackendProvider provider, Device device) {
        DeviceException thrown = assertThrows(DeviceException.class, () -> provider.open(99));
        assertTrue(thrown.getMessage().contains(provider.name() + ":99"), thrown.getMessage());
    }

    private static void transfers(BackendProvider provider, Device device) {
        for (DType dtype : DType.values()) {
            try (DeviceBuffer buffer = device.allocate(dtype, SIZE)) {
                assertEquals(dtype, buffer.dtype());
                assertEquals(SIZE, buffer.size());
                buffer.write(0, numbers(dtype, SIZE, 1));
                buffer.write(7, numbers(dtype, 13, 50));
                MemorySegment expected = numbers(dtype, SIZE, 1);
                expected.asSlice(7 * dtype.bytes(), 13 * dtype.bytes()).copyFrom(numbers(dtype, 13, 50));
                MemorySegment all = HostMemory.allocate(dtype, SIZE);
                buffer.read(0, all);
                assertEquals(-1, expected.mismatch(all), () -> dtype + " changed on the way");
                MemorySegment part = HostMemory.allocate(dtype, 33);
                buffer.read(5, part);
                assertEquals(-1, expected.asSlice(5 * dtype.bytes(), part.byteSize()).mismatch(part), () -> dtype
                        + " from 5 on");
            }
        }
    }

    private static void sourceIsFree(BackendProvider provider, Device device) {
        try (DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE)) {
            MemorySegment source = numbers(DType.FLOAT32, SIZE, 3);
            buffer.write(0, source);
            source.fill((byte) 0);
            assertHolds(buffer, numbers(DType.FLOAT32, SIZE, 3));
        }
    }

    private static void copies(BackendProvider provider, Device device) {
        for (DType dtype : DType.values()) {
            try (DeviceBuffer target = device.allocate(dtype, SIZE); DeviceBuffer source = device.allocate(dtype, 40)) {
                target.write(0, numbers(dtype, SIZE, 1));
                source.write(0, numbers(dtype, 40, 50));
                target.copy(17, source, 33);
                // What is written afterwards must not overtake it.
                source.write(0, numbers(dtype, 40, 90));
                target.copy(100, source, 0);
                MemorySegment expected = numbers(dtype, SIZE, 1);
                expected.asSlice(17 * dtype.bytes(), 33 * dtype.bytes())
                        .copyFrom(numbers(dtype, 40, 50).asSlice(0, 33 * dtype.bytes()));
                assertHolds(target, expected);
            }
        }
    }

    private static void bounds(BackendProvider provider, Device device) {
        try (DeviceBuffer buffer = device.allocate(DType.FLOAT32, 10)) {
            MemorySegment six = numbers(DType.FLOAT32, 6, 1);
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.write(5, six));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.read(5, six));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.write(-1, six));
            try (DeviceBuffer source = device.allocate(DType.FLOAT32, 6)) {
                assertThrows(IndexOutOfBoundsException.class, () -> buffer.copy(5, source, 6));
                assertThrows(IndexOutOfBoundsException.class, () -> buffer.copy(0, source, 7));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.read(11, MemorySegment.ofArray(new float[0])));
            buffer.write(4, six);
        }
    }

    private static void nothing(BackendProvider provider, Device device) {
        try (DeviceBuffer buffer = device.allocate(DType.INT32, 0)) {
            buffer.write(0, MemorySegment.ofArray(new int[0]));
            buffer.read(0, MemorySegment.ofArray(new int[0]));
        }
        try (Executable executable = device.compile(new Plan(List.of(), List.of(), Map.of()));
                BoundExecutable bound = executable.bind(List.of(), Map.of())) {
            bound.run();
            device.synchronize();
        }
    }

    private static void binding(BackendProvider provider, Device device) {
        try (Executable executable = device.compile(doubling(device));
                DeviceBuffer small = device.allocate(DType.FLOAT32, SIZE - 1);
                DeviceBuffer other = device.allocate(DType.INT32, SIZE)) {
            assertThrows(IllegalArgumentException.class, () -> executable.bind(List.of(), Map.of()));
            assertThrows(IllegalArgumentException.class, () -> executable.bind(List.of(small), Map.of()));
            assertThrows(IllegalArgumentException.class, () -> executable.bind(List.of(other), Map.of()));
        }
    }

    private static void twoBindings(BackendProvider provider, Device device) {
        try (Executable executable = device.compile(doubling(device));
                DeviceBuffer one = device.allocate(DType.FLOAT32, SIZE);
                DeviceBuffer two = device.allocate(DType.FLOAT32, SIZE);
                BoundExecutable boundOne = executable.bind(List.of(one), Map.of());
                BoundExecutable boundTwo = executable.bind(List.of(two), Map.of())) {
            one.write(0, numbers(DType.FLOAT32, SIZE, 1));
            two.write(0, numbers(DType.FLOAT32, SIZE, 2));
            boundOne.run();
            boundTwo.run();
            boundTwo.run();
            device.synchronize();
            assertHolds(one, numbers(DType.FLOAT32, SIZE, 2));
            assertHolds(two, numbers(DType.FLOAT32, SIZE, 8));
        }
    }

    /** Kernels and transfers share one queue: the write in the middle falls between the runs. */
    private static void order(BackendProvider provider, Device device) {
        try (Executable executable = device.compile(doubling(device));
                DeviceBuffer buffer = device.allocate(DType.FLOAT32, SIZE);
                BoundExecutable bound = executable.bind(List.of(buffer), Map.of())) {
            for (int i = 0; i < 5; i++) {
                buffer.write(0, numbers(DType.FLOAT32, SIZE, 1));
                for (int run = 0; run < 20; run++) {
                    bound.run();
                }
                buffer.write(0, numbers(DType.FLOAT32, SIZE / 2, 3));
                bound.run();
                MemorySegment read = HostMemory.allocate(DType.FLOAT32, SIZE);
                buffer.read(0, read);
                assertEquals(6, HostMemory.get(read, DType.FLOAT32, 1));
                assertEquals((SIZE - 1) % 100 * 0x1p21, HostMemory.get(read, DType.FLOAT32, SIZE - 1));
            }
        }
    }

    /** A plan that doubles its only argument in place. */
    private static Plan doubling(Device device) {
        Ops ops = new Ops(new ProgramBuilder());
        int x = ops.program().parameter(TensorType.of(DType.FLOAT32, SIZE));
        return Lowering.lower(ops.program().build(List.of(), Map.of(x, ops.add(x, x))), device::accepts);
    }

    private static MemorySegment numbers(DType dtype, int size, int factor) {
        MemorySegment memory = HostMemory.allocate(dtype, size);
        for (int i = 0; i < size; i++) {
            HostMemory.set(memory, dtype, i, i % 100 * factor);
        }
        return memory;
    }

    private static void assertHolds(DeviceBuffer buffer, MemorySegment expected) {
        MemorySegment read = HostMemory.allocate(buffer.dtype(), buffer.size());
        buffer.read(0, read);
        assertEquals(-1, expected.mismatch(read), "the buffer holds something else");
    }
}
