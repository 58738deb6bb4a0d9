package org.garam.model.metric;

import java.util.ArrayList;
import java.util.List;
import org.garam.argument.Required;
import org.garam.runtime.Creation;
import org.garam.runtime.CompiledFunction;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * A metric by hand, without a model: batches are given to it one by one, and it stays on the device until its result is
 * asked for. What is done to a batch is compiled once for each shape of it.
 *
 * {@snippet :
 * RunningMetric auc = new RunningMetric(new AUC());
 * auc.update(Tensor.of(0, 1, 1), Tensor.of(0.2f, 0.4f, 0.9f));
 * System.out.println(auc.result());
 * }
 */
public final class RunningMetric implements AutoCloseable {
    private final Metric metric;
    private CompiledFunction plain;
    private CompiledFunction weighted;
    private List<Tensor> state = List.of();

    /** Starts without a batch. */
    public RunningMetric(Metric metric) {
        this.metric = Required.given("RunningMetric", "the metric", metric, "a metric, for example new AUC()");
    }

    /** {@return this, with one more batch of values, for {@link Mean} and {@link Sum}} */
    public RunningMetric update(Tensor values) {
        return update(Required.allGiven(metric.name(), "the values", values, "a tensor"), values, null);
    }

    /** {@return this, with one more batch of samples that count alike} */
    public RunningMetric update(Tensor expected, Tensor predicted) {
        return update(expected, predicted, null);
    }

    /**
     * {@return this, with one more batch}
     *
     * @param expected the targets
     * @param predicted the predictions for them
     * @param sampleWeights the weight of each sample, [batch]; null if they count alike
     */
    public RunningMetric update(Tensor expected, Tensor predicted, Tensor sampleWeights) {
        Required.allGiven(metric.name(), "the targets", expected, "a tensor");
        Required.allGiven(metric.name(), "the predictions", predicted, "a tensor");
        DType dtype = gathered(predicted);
        if (state.isEmpty()) {
            state = zeros(predicted.engine(), metric.state(predicted.shape()), dtype);
            plain = predicted.engine().call(() -> Engine.compileAll(in -> updated(in, false)));
            weighted = predicted.engine().call(() -> Engine.compileAll(in -> updated(in, true)));
        }
        List<Tensor> operands = new ArrayList<>(state);
        operands.addAll(List.of(expected, predicted));
        if (sampleWeights != null) {
            operands.add(sampleWeights);
        }
        CompiledFunction step = sampleWeights == null ? plain : weighted;
        List<Tensor> next = DeviceScope.outside(() -> step.applyAll(operands.toArray(Tensor[]::new)));
        close();
        state = next;
        return this;
    }

    private static DType gathered(Tensor predicted) {
        return predicted.dtype().isFloating() ? predicted.dtype().arithmetic() : DType.FLOAT32;
    }

    private List<Tensor> updated(List<Tensor> in, boolean isWeighted) {
        int parts = in.size() - (isWeighted ? 3 : 2);
        Tensor predicted = in.get(parts + 1);
        return metric.update(in.subList(0, parts), in.get(parts), predicted.cast(gathered(predicted)),
                isWeighted ? in.getLast() : null);
    }

    private static List<Tensor> zeros(Engine engine, List<Shape> shapes, DType dtype) {
        return DeviceScope.outside(() -> engine.call(() -> shapes.stream()
                .map(shape -> Creation.full(new TensorType(dtype, shape), 0)).toList()));
    }

    /**
     * {@return the figure over all batches so far; waits for the device}
     *
     * @throws IllegalStateException if there are several, or there was no batch yet
     */
    public double result() {
        double[] results = results();
        if (results.length != 1) {
            throw new IllegalStateException("the metric " + metric.name() + " has " + results.length
                    + " numbers, for classes or thresholds; ask for results()");
        }
        return results[0];
    }

    /**
     * {@return the figures over all batches so far, one for each class or threshold; waits for the device}
     *
     * @throws IllegalStateException if there was no batch yet
     */
    public double[] results() {
        if (state.isEmpty()) {
            throw new IllegalStateException("the metric " + metric.name() + " has seen no batch; call update first");
        }
        return metric.result(state.stream().map(Tensor::toDoubles).toList());
    }

    /** Begins anew, without a batch. */
    public void reset() {
        close();
        state = List.of();
    }

    /** Frees the device memory at once. */
    @Override
    public void close() {
        state.forEach(Tensor::close);
    }
}
