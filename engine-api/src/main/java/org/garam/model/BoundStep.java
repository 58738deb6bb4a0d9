package org.garam.model;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.garam.plan.Plan;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Tensor;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** A compiled step bound to memory, which it keeps from being freed. Its output, if it has one, belongs to it. */
final class BoundStep implements AutoCloseable {
    private final LoadedProgram program;
    private final List<String> inspected;
    private final List<Tensor> memory;
    private final Optional<Tensor> output;
    private final BoundExecutable bound;

    /**
     * Binds a program.
     *
     * @param inspected what the elements of the output are about, if the step is for inspection
     * @param arguments the memory of the program's parameters
     */
    BoundStep(LoadedProgram program, List<String> inspected, List<Tensor> arguments) {
        this.program = program;
        this.inspected = inspected;
        List<TensorType> types = program.plan().arguments();
        output = types.size() == arguments.size() ? Optional.empty()
                : Optional.of(ModelMemory.zeros(types.getLast().dtype(), types.getLast().shape().toArray()));
        memory = new ArrayList<>(arguments);
        output.ifPresent(memory::add);
        List<DeviceBuffer> buffers = memory.stream().map(Tensor::buffer).toList();
        bound = program.bind(buffers);
    }

    void run() {
        bound.run();
        Reference.reachabilityFence(memory);
    }

    Plan plan() {
        return program.plan();
    }

    /** {@return what the last run has put out} */
    Tensor output() {
        return output.orElseThrow();
    }

    /** {@return the first value of an inspected step that is not finite} */
    Optional<String> finding() {
        run();
        double[] flags = output().toDoubles();
        for (int i = 0; i < flags.length; i++) {
            if (flags[i] == 0) {
                return Optional.of(inspected.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        bound.close();
        output.ifPresent(Tensor::close);
    }
}
