package org.garam.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.garam.backend.cuda.fake.FakeCudaControl;
import org.garam.backend.cuda.product.KernelWay;
import org.garam.backend.cuda.product.WayChoice;
import org.garam.conformance.TestPlans;
import org.garam.kernels.host.CountedBuffer;
import org.garam.kernels.host.MemoryHolder;
import org.garam.kernels.host.StagedTransfers;
import org.garam.model.FitOptions;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.spi.OutOfDeviceMemoryException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Memory and transfers. The fake runs what is queued only when it is waited for, so that what is changed too early shows. */
class CudaMemoryTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final int AREA = (int) StagedTransfers.BYTES_OF_AN_AREA;
    private static final int OUT_OF_MEMORY = 2;

    private FakeCudaControl fake;

    @BeforeEach
    void reset() {
        fake = TestCuda.fake();
    }

    @TestFactory
    Stream<DynamicTest> transfers() {
        return Stream.of(1, 1000, AREA, AREA + 1, 3 * AREA + 5).flatMap(size -> Stream.of(false, true).map(isNative ->
                DynamicTest.dynamicTest(size + (isNative ? " native" : " heap") + " bytes", () -> transfer(size, isNative))));
    }

    private static void transfer(int size, boolean isNative) {
        try (CudaDevice device = TestCuda.open(); Arena arena = Arena.ofConfined();
                DeviceBuffer buffer = device.allocate(DType.INT8, size + 7L)) {
            MemorySegment source = isNative ? arena.allocate(size) : MemorySegment.ofArray(new byte[size]);
            for (int i = 0; i < size; i++) {
                source.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + i / 1021));
            }
            MemorySegment expected = MemorySegment.ofArray(source.toArray(ValueLayout.JAVA_BYTE));
            buffer.write(5, source);
            source.fill((byte) 0);
            MemorySegment read = isNative ? arena.allocate(size) : MemorySegment.ofArray(new byte[size]);
            buffer.read(5, read);
            assertEquals(-1, expected.mismatch(read));
        }
    }

    @Test
    void manySmallWritesDoNotOvertakeEachOther() {
        int count = 100_000;
        try (CudaDevice device = TestCuda.open(); DeviceBuffer buffer = device.allocate(DType.INT32, count)) {
            int[] one = new int[1];
            for (int i = 0; i < count; i++) {
                one[0] = i;
                buffer.write(i, MemorySegment.ofArray(one));
            }
            int[] all = new int[count];
            buffer.read(0, MemorySegment.ofArray(all));
            for (int i = 0; i < count; i++) {
                assertEquals(i, all[i]);
            }
        }
    }

    @Test
    void whatDoesNotFitSaysWhoHoldsWhat() {
        try (CudaDevice device = TestCuda.open();
                DeviceBuffer one = device.allocate(DType.FLOAT32, 5 * MEBIBYTE);
                DeviceBuffer two = device.allocate(DType.INT8, 30 * MEBIBYTE)) {
            fake.failCall("cuMemAllocAsync", 1, OUT_OF_MEMORY);
            try (DeviceBuffer retried = device.allocate(DType.INT8, MEBIBYTE)) {
                assertEquals(MEBIBYTE, retried.size(), "the first attempt fails, the second does not");
            }
            DeviceException thrown = assertThrows(OutOfDeviceMemoryException.class,
                    () -> device.allocate(DType.FLOAT64, device.info().memoryBytes()));
            for (String part : new String[] {device.info().name(), "elements of float64", "2 buffers hold 50 MiB", "(tensors and models 50 MiB)",
                "MiB that are not used", "are free",
                "smaller batches", "CUDA_ERROR_OUT_OF_MEMORY"}) {
                assertTrue(thrown.getMessage().contains(part), () -> part + " is missing in: " + thrown.getMessage());
            }
            assertEquals(2, device.memory().held().buffers());
            assertThrows(DeviceException.class, () -> device.allocate(DType.INT64, Long.MAX_VALUE));
            assertThrows(DeviceException.class, () -> device.allocate(DType.INT64, -1));
            assertEquals(50 * MEBIBYTE, one.size() * 4 + two.size());
        }
        assertEquals(0, fake.count("live allocations"));
    }

    @Test
    void memoryIsCountedByWhatItIsFor() {
        SequencedMap<String, Long> none = new LinkedHashMap<>();
        try (CudaDevice device = TestCuda.open()) {
            assertEquals(none, device.memoryUse().held());
            long free = device.memoryUse().free().orElseThrow();
            try (DeviceBuffer tensor = device.allocate(DType.FLOAT32, 5 * MEBIBYTE);
                    DeviceBuffer scratch = device.allocateScratch(DType.INT8, 3 * MEBIBYTE);
                    CountedBuffer partial = device.memory().allocate(DType.INT8, 2 * MEBIBYTE, MemoryHolder.PARTIAL_RESULTS);
                    CountedBuffer library = device.memory().allocate(DType.INT8, MEBIBYTE, MemoryHolder.LIBRARIES)) {
                assertEquals(Map.of("tensors and models", 20 * MEBIBYTE, "intermediate results of plans", 3 * MEBIBYTE,
                        "partial results of kernels", 2 * MEBIBYTE, "workspaces of libraries", MEBIBYTE),
                        device.memoryUse().held());
                assertEquals(26 * MEBIBYTE, device.memoryUse().heldBytes());
                assertTrue(free - device.memoryUse().free().orElseThrow() >= 26 * MEBIBYTE);
                String message = assertThrows(OutOfDeviceMemoryException.class,
                        () -> device.allocate(DType.INT8, device.info().memoryBytes())).getMessage();
                assertTrue(message.contains("4 buffers hold 26 MiB") && message.contains("(tensors and models 20 MiB, intermediate"
                        + " results of plans 3 MiB, partial results of kernels 2 MiB, workspaces of libraries 1 MiB)"), message);
                assertEquals(8 * MEBIBYTE, tensor.size() + scratch.size());
                assertEquals(3 * MEBIBYTE, partial.size() + library.size());
            }
            assertEquals(none, device.memoryUse().held());
        }
    }

    @Test
    void aModelsScratchAndALibrarysWorkspaceAreToldWhenMemoryIsOut() {
        System.setProperty(WayChoice.PROPERTY, KernelWay.CUBLAS.toString());
        try (Engine engine = new Engine(TestCuda.open())) {
            engine.run(() -> {
                Sequential model = new Sequential(new Dense(300, "relu"), new Dense(10, "softmax"));
                model.compile("sgd", "sparse_categorical_crossentropy");
                model.fit(Creation.zeros(DType.FLOAT32, 64, 300), Creation.zeros(DType.INT32, 64), new FitOptions().verbose(0));
                Tensor kept = Creation.zeros(DType.INT8, (int) (20 * MEBIBYTE));
                fake.set("memory bytes", 64 * MEBIBYTE);
                String message = assertThrows(OutOfDeviceMemoryException.class,
                        () -> Creation.zeros(DType.INT8, (int) (60 * MEBIBYTE))).getMessage();
                for (String holder : List.of("tensors and models ", "intermediate results of plans ",
                        "workspaces of libraries 32 MiB")) {
                    assertTrue(message.contains(holder), () -> holder + " is missing in: " + message);
                }
                kept.close();
            });
        } finally {
            System.clearProperty(WayChoice.PROPERTY);
            fake.reset();
        }
    }

    @Test
    void tensorsNobodyCanReachMakeRoom() {
        fake.set("memory bytes", 64 * MEBIBYTE);
        try (Engine engine = new Engine(TestCuda.open())) {
            engine.run(() -> {
                for (int i = 0; i < 20; i++) {
                    Creation.zeros(DType.INT8, (int) (20 * MEBIBYTE));
                }
            });
        } finally {
            fake.reset();
        }
    }

    @Test
    void freedMemoryIsTakenAgainWithoutAskingTheSystem() {
        try (CudaDevice device = TestCuda.open()) {
            float[] numbers = TestPlans.numbers(300);
            float[] expected = TestPlans.run(device, TestPlans.inPlace(device, 300), numbers);
            for (int i = 0; i < 20; i++) {
                // What is allocated now may lie where the run before, which may not have happened yet, has its memory.
                assertArrayEquals(expected,
                        TestPlans.run(device, TestPlans.inPlace(device, 300), numbers));
            }
            assertEquals("", fake.message());
        }
    }
}
