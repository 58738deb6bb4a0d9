package org.garam.model.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.garam.model.optimizer.Optimizer.Segment;
import org.garam.runtime.Creation;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** An optimizer's steps on the current engine, for given gradients. Its state is open to tests. */
final class OptimizerRun {
    private final Optimizer optimizer;
    private final DType dtype;
    private final CompiledFunction step;
    private final List<Tensor> state;
    private long iteration;

    OptimizerRun(Optimizer optimizer, DType dtype, List<Segment> segments, double... weights) {
        this.optimizer = optimizer;
        this.dtype = dtype;
        step = step(optimizer, segments);
        state = new ArrayList<>(List.of(Tensor.of(weights, dtype)));
        types(optimizer, TensorType.of(dtype, weights.length)).forEach(type -> state.add(
                Creation.full(type, optimizer.slots().get(state.size() - 1).initial())));
    }

    private static List<TensorType> types(Optimizer optimizer, TensorType weights) {
        return optimizer.slots().stream().map(slot -> slot.isScalar() ? TensorType.of(weights.dtype()) : weights)
                .toList();
    }

    /** {@return a step: of iteration, gradient, learning rate, weights and slots to weights and slots} */
    private static CompiledFunction step(Optimizer optimizer, List<Segment> segments) {
        boolean isConstant = optimizer.learningRate() instanceof LearningRate.Constant;
        return Engine.compileAll(in -> {
            Tensor rate = isConstant ? in.get(2)
                    : optimizer.learningRate().at(in.getFirst().cast(in.get(1).dtype()));
            Optimizer.Step next = optimizer.step(new Optimizer.State(segments, in.get(3), in.get(1),
                    in.subList(4, in.size()), rate, in.getFirst()));
            List<Tensor> results = new ArrayList<>(List.of(next.weights()));
            results.addAll(next.slots());
            return results;
        });
    }

    /** {@return how many kernels one step takes for {@code count} weights} */
    static int kernels(Optimizer optimizer, List<Segment> segments, int count) {
        TensorType weights = TensorType.of(DType.FLOAT32, count);
        List<TensorType> types = new ArrayList<>(List.of(TensorType.of(DType.INT64), weights,
                TensorType.of(DType.FLOAT32), weights));
        types.addAll(types(optimizer, weights));
        return step(optimizer, segments).plan(types.toArray(TensorType[]::new)).kernels().size();
    }

    /** Begins to count at {@code first}, as if so many steps had been done. */
    OptimizerRun from(long first) {
        iteration = first;
        return this;
    }

    void step(double... gradient) {
        double rate = optimizer.learningRate() instanceof LearningRate.Constant(double constant) ? constant : 0;
        List<Tensor> operands = new ArrayList<>(List.of(Tensor.scalar(DType.INT64, iteration++),
                Tensor.of(gradient, dtype), Tensor.scalar(dtype, rate)));
        operands.addAll(state);
        List<Tensor> results = step.applyAll(operands.toArray(Tensor[]::new));
        state.clear();
        state.addAll(results);
    }

    double[] weights() {
        return state.getFirst().toDoubles();
    }

    double[] slot(String name) {
        List<String> names = optimizer.slots().stream().map(Slot::name).toList();
        return state.get(names.indexOf(name) + 1).toDoubles();
    }
}
