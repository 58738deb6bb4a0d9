package org.garam.conformance.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;

/** Traces a function that asks for gradients, compiles it and runs it. */
final class TracedRun {
    private TracedRun() {}

    /**
     * {@return the results of {@code function}, which is given its trace and a parameter for each of {@code operands}}
     */
    static List<Tensor> of(Engine engine, BiFunction<Trace, List<Tensor>, List<Tensor>> function, Tensor... operands) {
        Trace trace = new Trace(engine);
        List<Tensor> parameters = Arrays.stream(operands).map(operand -> trace.parameter(operand.type())).toList();
        List<Tensor> results = function.apply(trace, parameters);
        try (LoadedProgram program = engine.load(trace.build(results))) {
            List<DeviceBuffer> buffers = new ArrayList<>();
            Arrays.stream(operands).map(Tensor::buffer).forEach(buffers::add);
            buffers.addAll(trace.captured());
            List<Tensor> outputs = results.stream().map(result -> Creation.full(result.type(), 0)).toList();
            outputs.stream().map(Tensor::buffer).forEach(buffers::add);
            try (BoundExecutable bound = program.bind(buffers)) {
                bound.run();
            }
            engine.device().synchronize();
            return outputs;
        }
    }
}
