package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void whatDoesNotFitSaysWhoHoldsWhat() {
        try (OpenClDevice device = TestDevices.open(TestDevices.memory(64 * MEBIBYTE));
                DeviceBuffer one = device.allocate(DType.FLOAT32, 5 * MEBIBYTE);
                DeviceBuffer two = device.allocateScratch(DType.INT8, 30 * MEBIBYTE)) {
            assertEquals(50 * MEBIBYTE, device.memory().held().bytes());
            assertEquals(50 * MEBIBYTE, device.memoryUse().heldBytes());
            DeviceException thrown = assertThrows(DeviceException.class, () -> device.allocate(DType.FLOAT64, 2 * MEBIBYTE));
            for (String part : new String[] {device.info().name(), "16 MiB", "2097152 elements of float64",
                "2 buffers hold 50 MiB", "64 MiB (tensors and models 20 MiB, intermediate results of plans 30 MiB)", "smaller batches"}) {
                assertTrue(thrown.getMessage().contains(part), () -> part + " is missing in: " + thrown.getMessage());
            }
            assertEquals(2, device.memory().held().buffers());
        }
    }

    @Test
    void whatNoBufferMayHaveIsRefusedAtOnce() {
        try (OpenClDevice device = TestDevices.open(TestDevices.memory(MEBIBYTE))) {
            DeviceException thrown = assertThrows(DeviceException.class, () -> device.allocate(DType.INT8, MEBIBYTE + 1));
            assertTrue(thrown.getMessage().contains("CL_DEVICE_MAX_MEM_ALLOC_SIZE"), thrown.getMessage());
            assertThrows(DeviceException.class, () -> device.allocate(DType.INT64, Long.MAX_VALUE));
            assertThrows(DeviceException.class, () -> device.allocate(DType.INT64, -1));
        }
    }

    @Test
    void garbageIsCollectedBeforeMemoryIsRefused() {
        try (OpenClDevice device = TestDevices.open(TestDevices.memory(64 * MEBIBYTE)); Engine engine = new Engine(device)) {
            engine.run(() -> {
                for (int i = 0; i < 20; i++) {
                    Creation.zeros(DType.INT8, (int) (20 * MEBIBYTE));
                }
            });
            assertTrue(device.memory().held().bytes() <= 60 * MEBIBYTE);
        }
    }
}
