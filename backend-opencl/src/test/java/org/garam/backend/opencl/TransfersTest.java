package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.garam.kernels.host.StagedTransfers;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Both ways to transfer, whatever the device would choose. */
class TransfersTest {
    private static final int[] SIZES =
            {1, 1000, 3 << 20, (int) StagedTransfers.BYTES_OF_AN_AREA, (int) StagedTransfers.BYTES_OF_AN_AREA + 1, 19_000_003};

    @TestFactory
    Stream<DynamicTest> transfers() {
        return Stream.of(false, true).flatMap(maps -> Stream.of(false, true).map(isNative -> DynamicTest.dynamicTest(
                (maps ? "mapped" : "staged") + (isNative ? ", native" : ", heap"), () -> check(maps, isNative))));
    }

    private static void check(boolean maps, boolean isNative) {
        try (OpenClDevice device = TestDevices.open(TestDevices.switches(true, maps, false)); Arena arena = Arena.ofConfined()) {
            for (int size : SIZES) {
                try (DeviceBuffer buffer = device.allocate(DType.INT8, size + 7L)) {
                    MemorySegment source = isNative ? arena.allocate(size) : MemorySegment.ofArray(new byte[size]);
                    for (int i = 0; i < size; i++) {
                        source.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + i / 1021));
                    }
                    MemorySegment expected = MemorySegment.ofArray(source.toArray(ValueLayout.JAVA_BYTE));
                    buffer.write(5, source);
                    source.fill((byte) 0);
                    MemorySegment read = isNative ? arena.allocate(size) : MemorySegment.ofArray(new byte[size]);
                    buffer.read(5, read);
                    assertEquals(-1, expected.mismatch(read), size + " bytes");
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> manySmallWrites() {
        return Stream.of(false, true).map(maps -> DynamicTest.dynamicTest(maps ? "mapped" : "staged", () -> {
            try (OpenClDevice device = TestDevices.open(TestDevices.switches(true, maps, false));
                    DeviceBuffer buffer = device.allocate(DType.INT32, 200_000)) {
                int[] one = new int[1];
                for (int i = 0; i < 200_000; i++) {
                    one[0] = i;
                    buffer.write(i, MemorySegment.ofArray(one));
                }
                int[] all = new int[200_000];
                buffer.read(0, MemorySegment.ofArray(all));
                for (int i = 0; i < all.length; i++) {
                    assertEquals(i, all[i]);
                }
            }
        }));
    }
}
