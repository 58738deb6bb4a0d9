package org.garam.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Slot;
import org.garam.program.Program;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.spi.BoundExecutable;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** One step of an optimizer over weights and a gradient that are on the device, as a training step does it. */
final class OptimizerWorkload implements Workload {
    private static final double LEARNING_RATE = 0.001;

    private final Engine engine;
    private final List<Tensor> tensors = new ArrayList<>();
    private final LoadedProgram program;
    private final BoundExecutable bound;

    /** @param size how many weights */
    OptimizerWorkload(String device, Optimizer optimizer, int size) {
        engine = Engine.open(device);
        Trace trace = new Trace(engine);
        Program traced = engine.call(() -> {
            tensors.add(Creation.full(TensorType.of(DType.FLOAT32, size), 0.5));
            tensors.add(Creation.full(TensorType.of(DType.FLOAT32, size), 0.25));
            tensors.add(Creation.full(TensorType.of(DType.INT64), 0));
            for (Slot slot : optimizer.slots()) {
                tensors.add(Creation.full(slot.isScalar() ? TensorType.of(DType.FLOAT32) : TensorType.of(DType.FLOAT32, size),
                        slot.initial()));
            }
            List<Tensor> in = tensors.stream().map(tensor -> trace.parameter(tensor.type())).toList();
            return trace.call(() -> {
                Optimizer.Step step = optimizer.step(new Optimizer.State(List.of(new Optimizer.Segment("kernel", 0, size)),
                        in.get(0), in.get(1), in.subList(3, in.size()), Creation.full(TensorType.of(DType.FLOAT32), LEARNING_RATE),
                        in.get(2)));
                trace.update(in.get(0), step.weights());
                trace.update(in.get(2), in.get(2).add(1));
                for (int i = 0; i < step.slots().size(); i++) {
                    trace.update(in.get(3 + i), step.slots().get(i));
                }
                return trace.build(List.of());
            });
        });
        program = engine.load(traced);
        bound = program.bind(Stream.concat(tensors.stream(), trace.capturedTensors().stream()).map(Tensor::buffer).toList());
    }

    /** {@return the weights} */
    float[] weights() {
        return tensors.getFirst().toFloats();
    }

    @Override
    public void run(int count) {
        for (int i = 0; i < count; i++) {
            bound.run();
        }
        engine.device().synchronize();
    }

    @Override
    public void close() {
        bound.close();
        program.close();
        engine.close();
    }
}
