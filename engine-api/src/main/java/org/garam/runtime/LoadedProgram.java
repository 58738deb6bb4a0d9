package org.garam.runtime;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.garam.plan.Plan;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.spi.Executable;
import org.garam.tensor.DType;

/** A program lowered and compiled for an engine's device. */
public final class LoadedProgram implements AutoCloseable {
    private final Engine engine;
    private final Plan plan;
    private final Executable executable;

    LoadedProgram(Engine engine, Plan plan, Executable executable) {
        this.engine = engine;
        this.plan = plan;
        this.executable = executable;
    }

    /** {@return how the device runs it} */
    public Plan plan() {
        return plan;
    }

    /** {@return for each kernel of the plan what the device runs for it; empty if it does not tell} */
    public List<List<String>> operations() {
        return executable.operations();
    }

    /**
     * {@return the program bound to {@code arguments}: a buffer for each parameter, then one for each output} Runs of
     * one engine's programs are serialised; they share scratch memory.
     */
    public BoundExecutable bind(List<? extends DeviceBuffer> arguments) {
        Arguments.given("bind", "arguments", arguments, "a buffer for each parameter and output");
        Map<DType, Allocation> scratch = engine.scratch(plan);
        Map<DType, DeviceBuffer> buffers = new EnumMap<>(DType.class);
        scratch.forEach((dtype, allocation) -> buffers.put(dtype, allocation.buffer()));
        return engine.serialized(executable.bind(arguments, buffers), scratch);
    }

    @Override
    public void close() {
        executable.close();
    }
}
