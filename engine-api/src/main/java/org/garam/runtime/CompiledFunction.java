package org.garam.runtime;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.garam.plan.Plan;
import org.garam.program.Program;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;
import org.garam.tensor.TensorType;

/**
 * A function of tensors that is traced at the first call with operands of given types, and from then on runs as one
 * compiled program. Tensors it uses besides its operands keep the values they have; side effects happen while tracing
 * only.
 */
public final class CompiledFunction {
    private record Entry(Program program, LoadedProgram loaded, List<Tensor> captured, List<TensorType> results) {}

    private final Engine engine;
    private final Function<List<Tensor>, List<Tensor>> function;
    private final Map<List<TensorType>, Entry> entries = new HashMap<>();

    CompiledFunction(Engine engine, Function<List<Tensor>, List<Tensor>> function) {
        this.engine = engine;
        this.function = function;
    }

    /** {@return the first result for these operands} */
    public Tensor apply(Tensor... operands) {
        return applyAll(operands).getFirst();
    }

    /** {@return all results for these operands} */
    public List<Tensor> applyAll(Tensor... operands) {
        for (Tensor operand : operands) {
            if (operand.engine() != engine) {
                throw new IllegalArgumentException("operand " + operand.type() + " lives on " + operand.engine()
                        + ", the function was compiled for " + engine + "; make the tensor there");
            }
        }
        Entry entry = entry(Arrays.stream(operands).map(Tensor::type).toList());
        List<DeviceBuffer> buffers = new ArrayList<>();
        Arrays.stream(operands).map(Tensor::buffer).forEach(buffers::add);
        entry.captured.stream().map(Tensor::buffer).forEach(buffers::add);
        List<Tensor> results = entry.results.stream().map(type -> Tensor.allocated(engine, type)).toList();
        results.stream().map(Tensor::buffer).forEach(buffers::add);
        try (BoundExecutable bound = entry.loaded.bind(buffers)) {
            bound.run();
        }
        // Their memory must not be freed before the run is queued.
        Reference.reachabilityFence(operands);
        return results;
    }

    /** {@return the program for operands of these types} */
    public Program program(TensorType... types) {
        return entry(List.of(types)).program;
    }

    /** {@return how the device runs the program for operands of these types} */
    public Plan plan(TensorType... types) {
        return entry(List.of(types)).loaded.plan();
    }

    private synchronized Entry entry(List<TensorType> types) {
        return entries.computeIfAbsent(types, this::trace);
    }

    private Entry trace(List<TensorType> types) {
        Trace trace = new Trace(engine);
        List<Tensor> parameters = types.stream().map(trace::parameter).toList();
        List<Tensor> results = function.apply(parameters).stream().map(trace::lift).toList();
        Program program = trace.build(results);
        return new Entry(program, engine.load(program), trace.capturedTensors(), results.stream().map(Tensor::type).toList());
    }
}
