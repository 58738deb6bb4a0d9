package org.garam.model;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.garam.plan.Plan;
import org.garam.runtime.Tensor;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/** A compiled step bound to memory, which it keeps from being freed. Its output, if it has one, belongs to it. */
final class BoundStep implements AutoCloseable {
    private final StepCache.Loaded loaded;
    private final List<Tensor> memory;
    private final Optional<Tensor> output;
    private final BoundExecutable bound;

    /** Binds a step to the memory of its arguments. */
    BoundStep(StepCache.Loaded loaded, List<Tensor> arguments) {
        this.loaded = loaded;
        memory = new ArrayList<>(arguments);
        memory.addAll(loaded.captured);
        List<TensorType> types = loaded.program.plan().arguments();
        output = types.size() == memory.size() ? Optional.empty()
                : Optional.of(ModelMemory.zeros(types.getLast().dtype(), types.getLast().shape().toArray()));
        output.ifPresent(memory::add);
        List<DeviceBuffer> buffers = memory.stream().map(Tensor::buffer).toList();
        bound = loaded.program.bind(buffers);
    }

    void run() {
        bound.run();
        Reference.reachabilityFence(memory);
    }

    Plan plan() {
        return loaded.program.plan();
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
                return Optional.of(loaded.inspected.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        bound.close();
        loaded.release();
        output.ifPresent(Tensor::close);
    }
}
