package org.garam.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Runs plans on a CPU device with a chosen number of threads; numbers go in and out as doubles. */
final class PlanRunner implements AutoCloseable {
    final CpuDevice device;

    PlanRunner(int threads) {
        device = new CpuDevice(CpuDevice.describe("test"), threads);
    }

    /** {@return the content of all arguments after a run} Scratch memory is filled with garbage before. */
    List<double[]> run(Plan plan, List<double[]> arguments) {
        List<DeviceBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            buffers.add(upload(plan.arguments().get(i), arguments.get(i)));
        }
        try (BoundExecutable bound = device.compile(plan).bind(buffers, scratch(plan))) {
            bound.run();
            device.synchronize();
        }
        return buffers.stream().map(PlanRunner::download).toList();
    }

    Map<DType, DeviceBuffer> scratch(Plan plan) {
        Map<DType, DeviceBuffer> scratch = new EnumMap<>(DType.class);
        plan.scratch().forEach((dtype, size) -> {
            DeviceBuffer buffer = device.allocate(dtype, size);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment garbage = arena.allocate(size * dtype.bytes(), 8);
                buffer.write(0, garbage.fill((byte) -1));
            }
            scratch.put(dtype, buffer);
        });
        return scratch;
    }

    DeviceBuffer upload(TensorType type, double[] values) {
        DeviceBuffer buffer = device.allocate(type.dtype(), values.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(Math.max(1, values.length * (long) type.dtype().bytes()), 8)
                    .asSlice(0, values.length * (long) type.dtype().bytes());
            for (int i = 0; i < values.length; i++) {
                switch (type.dtype()) {
                    case FLOAT32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
                    case FLOAT64 -> segment.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
                    case INT8, UINT8, BOOL -> segment.setAtIndex(ValueLayout.JAVA_BYTE, i, (byte) (long) values[i]);
                    case INT16 -> segment.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) values[i]);
                    case FLOAT16, BFLOAT16 ->
                            segment.setAtIndex(ValueLayout.JAVA_SHORT, i, type.dtype().toHalfBits(values[i]));
                    case INT32 -> segment.setAtIndex(ValueLayout.JAVA_INT, i, (int) values[i]);
                    case INT64 -> segment.setAtIndex(ValueLayout.JAVA_LONG, i, (long) values[i]);
                }
            }
            buffer.write(0, segment);
        }
        return buffer;
    }

    static double[] download(DeviceBuffer buffer) {
        double[] values = new double[(int) buffer.size()];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(Math.max(1, values.length * (long) buffer.dtype().bytes()), 8)
                    .asSlice(0, values.length * (long) buffer.dtype().bytes());
            buffer.read(0, segment);
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (buffer.dtype()) {
                    case FLOAT32 -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    case FLOAT64 -> segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                    case INT8, BOOL -> segment.getAtIndex(ValueLayout.JAVA_BYTE, i);
                    case UINT8 -> segment.getAtIndex(ValueLayout.JAVA_BYTE, i) & 0xFF;
                    case INT16 -> segment.getAtIndex(ValueLayout.JAVA_SHORT, i);
                    case FLOAT16, BFLOAT16 ->
                            buffer.dtype().fromHalfBits(segment.getAtIndex(ValueLayout.JAVA_SHORT, i));
                    case INT32 -> segment.getAtIndex(ValueLayout.JAVA_INT, i);
                    case INT64 -> segment.getAtIndex(ValueLayout.JAVA_LONG, i);
                };
            }
        }
        return values;
    }

    @Override
    public void close() {
        device.close();
    }
}
