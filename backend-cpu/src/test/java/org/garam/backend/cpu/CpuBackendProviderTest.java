package org.garam.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.garam.spi.Availability;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.DeviceException;
import org.garam.tensor.DType;
import org.junit.jupiter.api.Test;

class CpuBackendProviderTest {
    @Test
    void thereIsAlwaysOneDevice() {
        Availability.Available found = assertInstanceOf(Availability.Available.class, new CpuBackendProvider().probe());
        assertEquals(1, found.devices().size());
        assertEquals("cpu", found.devices().getFirst().id());
        boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        assertEquals(!module, found.notes().stream().anyMatch(note ->
                note.contains("--add-modules jdk.incubator.vector")));
    }

    @Test
    void opensWithTheThreadsAskedFor() {
        System.setProperty("garam.cpu.threads", "3");
        try (Device device = new CpuBackendProvider().open(0)) {
            assertTrue(device.info().name().contains("3 threads"), device.info().name());
        } finally {
            System.clearProperty("garam.cpu.threads");
        }
    }

    @Test
    void refusesNonsense() {
        assertThrows(DeviceException.class, () -> new CpuBackendProvider().open(1));
        for (String threads : new String[] {"0", "-2", "many", ""}) {
            System.setProperty("garam.cpu.threads", threads);
            try {
                DeviceException failure = assertThrows(DeviceException.class, () -> new CpuBackendProvider().open(0));
                assertTrue(failure.getMessage().contains("garam.cpu.threads"), failure.getMessage());
            } finally {
                System.clearProperty("garam.cpu.threads");
            }
        }
    }

    @Test
    void transfersStayInsideOfTheBuffer() {
        try (Device device = new CpuBackendProvider().open(0)) {
            DeviceBuffer buffer = device.allocate(DType.INT32, 4);
            buffer.write(1, MemorySegment.ofArray(new int[] {7, 8, 9}));
            int[] read = new int[2];
            buffer.read(2, MemorySegment.ofArray(read));
            assertEquals(8, read[0]);
            assertEquals(9, read[1]);
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.write(2, MemorySegment.ofArray(new int[3])));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.read(-1, MemorySegment.ofArray(read)));
        }
    }
}
