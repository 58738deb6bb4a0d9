package org.garam.conformance;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.Device;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Runs a plan on a device, between canaries, and reads back all that was bound. */
final class PlanRunner implements AutoCloseable {
    private final Device device;
    private final List<TensorType> arguments;
    private final List<GuardedBuffer> buffers = new ArrayList<>();
    private final Map<DType, GuardedBuffer> scratch = new EnumMap<>(DType.class);
    private final Executable executable;
    private final BoundExecutable bound;

    /** @param before how many elements every buffer is longer at its beginning */
    PlanRunner(Device device, Plan plan, int before) {
        this.device = device;
        arguments = plan.arguments();
        arguments.forEach(type -> buffers.add(new GuardedBuffer(device, type.dtype(), type.shape().count(), before)));
        plan.scratch().forEach((dtype, size) -> scratch.put(dtype, new GuardedBuffer(device, dtype, size, before)));
        executable = device.compile(before == 0 ? plan : new ShiftedPlan(before).of(plan));
        List<DeviceBuffer> bindings = buffers.stream().map(GuardedBuffer::buffer).toList();
        bound = executable.bind(bindings, scratch.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().buffer())));
    }

    /**
     * {@return for each run the content of every argument: parameters, then outputs}
     *
     * @param number what scratch and outputs are filled with before, if they hold floating-point numbers
     * @param bits what every byte of them is otherwise
     */
    List<List<MemorySegment>> run(List<HostTensor> parameters, int runs, double number, byte bits) {
        for (int i = 0; i < parameters.size(); i++) {
            buffers.get(i).write(parameters.get(i).toMemory());
        }
        scratch.values().forEach(buffer -> buffer.spoil(number, bits));
        List<List<MemorySegment>> results = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            int run = i;
            buffers.subList(parameters.size(), buffers.size()).forEach(buffer -> buffer.spoil(number, bits));
            bound.run();
            device.synchronize();
            List<MemorySegment> contents = new ArrayList<>();
            for (int j = 0; j < buffers.size(); j++) {
                contents.add(buffers.get(j).read("run " + run + ", argument " + j + " " + arguments.get(j)));
            }
            scratch.forEach((dtype, buffer) -> buffer.read("run " + run + ", scratch " + dtype));
            results.add(contents);
        }
        return results;
    }

    @Override
    public void close() {
        bound.close();
        executable.close();
        buffers.forEach(GuardedBuffer::close);
        scratch.values().forEach(GuardedBuffer::close);
    }
}
