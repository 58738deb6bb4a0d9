package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.model.activation.Activation;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Reduction;
import org.garam.model.metric.ConfusionMetric;
import org.garam.model.metric.Metric;
import org.garam.model.metric.RunningMetric;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Optimizer.Segment;
import org.garam.model.optimizer.Slot;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** Compares single pieces of models, compiled with their gradients, with golden numbers. */
final class PieceChecks {
    /** Keras' optimizers round in another order, once per step; the golden's makers found this much in 20 steps. */
    private static final double OPTIMIZER_FACTOR = 2;
    /** PyTorch's gradient of hard_sigmoid is 1/6 in float32 whatever the element type. */
    private static final Tolerance FLOAT32_CONSTANT = new Tolerance(5e-8);

    /** Numbers of size one that cancel out in float32 leave some units in the last place of one. */
    private static final double LARGEST_NOISE = 1e-6;
    private static final List<String> REDUCTIONS =
            List.of("none", "sum", "mean_with_sample_weight", "sum_over_batch_size");
    private static final List<String> WEIGHTS = List.of("kernel", "bias");

    private PieceChecks() {}

    // ---- losses -----------------------------------------------------------------------------------------------------

    static void loss(Engine engine, JsonNode tested, DType dtype, JsonNode golden) {
        Loss loss = KerasObjects.loss(tested.get("keras_class").asText(), tested.get("config"));
        Numbers expected = Numbers.of(tested.get("y_true"));
        Tensor targets = expected.tensor(loss.takesClassIds() ? DType.INT32 : dtype);
        Tensor predictions = Numbers.of(tested.get("y_pred")).tensor(dtype);
        JsonNode weights = tested.get("sample_weight");
        List<Tensor> operands = new ArrayList<>(List.of(targets, predictions));
        if (!weights.isNull()) {
            operands.add(Numbers.of(weights).tensor(dtype));
        }
        List<Tensor> computed = TracedRun.of(engine, (trace, in) -> {
            List<Tensor> reduced = new ArrayList<>();
            for (String reduction : REDUCTIONS) {
                reduced.add(loss.reducedBy(Reduction.named(reduction)).value(in.getFirst(), in.get(1),
                        weights.isNull() ? null : in.getLast()));
            }
            reduced.add(trace.gradients(reduced.getLast(), List.of(in.get(1))).getFirst());
            return reduced;
        }, operands.toArray(Tensor[]::new));
        List<String> names = new ArrayList<>(REDUCTIONS);
        names.add("grad_sum_over_batch_size");
        for (int i = 0; i < names.size(); i++) {
            double[] values = Numbers.of(golden.get(names.get(i))).values();
            Tolerance.of(dtype).requireUpTo(noise(tested, names.get(i), values), names.get(i), values,
                    computed.get(i).toDoubles());
        }
    }

    /** How far float32 numbers are from the double ones, where that is rounding: a cosine of one number has a slope. */
    private static double[] noise(JsonNode tested, String name, double... values) {
        double[] exact = tested.has("f64") ? Numbers.of(tested.get("f64").get(name)).values() : values;
        double[] noise = new double[values.length];
        for (int i = 0; i < noise.length; i++) {
            double error = Math.abs(values[i] - exact[i]);
            noise[i] = error <= LARGEST_NOISE ? error : 0;
        }
        return noise;
    }

    // ---- activations ------------------------------------------------------------------------------------------------

    static void activation(Engine engine, JsonNode tested, DType dtype, JsonNode golden) {
        String name = tested.get("activation").asText();
        Activation activation = KerasObjects.activation(name, tested.get("config"));
        List<Tensor> computed = TracedRun.of(engine, (trace, in) -> {
            Tensor y = activation.apply(in.getFirst());
            return List.of(y, trace.gradients(y, in.getLast(), List.of(in.getFirst())).getFirst());
        }, Numbers.of(tested.get("x")).tensor(dtype), Numbers.of(tested.get("cotangent")).tensor(dtype));
        Tolerance.of(dtype).require("y", Numbers.of(golden.get("y")).values(), computed.getFirst().toDoubles());
        boolean isRoundedConstant = "hard_sigmoid".equals(name) && dtype == DType.FLOAT64;
        Tolerance tolerance = isRoundedConstant ? FLOAT32_CONSTANT : Tolerance.of(dtype);
        double[] gradient = computed.getLast().toDoubles();
        tolerance.require("grad", atBends(tested, Numbers.of(golden.get("grad")).values(), gradient), gradient);
    }

    /**
     * The expected gradient. Where a function has a bend PyTorch's float32 and float64 kernels choose different sides
     * (hard_silu at 3: 1.5 and 1), and either is right.
     */
    private static double[] atBends(JsonNode tested, double[] expected, double... computed) {
        double[] single = Numbers.of(tested.get("f32").get("grad")).values();
        double[] chosen = expected.clone();
        for (int i = 0; i < chosen.length; i++) {
            boolean isBend = Math.abs(expected[i] - single[i]) > 0.1;
            chosen[i] = isBend && Math.abs(computed[i] - single[i]) < 1e-6 ? computed[i] : expected[i];
        }
        return chosen;
    }

    // ---- optimizers -------------------------------------------------------------------------------------------------

    static void optimizer(Engine engine, JsonNode file, JsonNode tested, DType dtype, JsonNode golden) {
        Optimizer optimizer = KerasOptimizers.optimizer(tested.get("optimizer").asText(), tested.get("kwargs"));
        Tolerance tolerance = Tolerance.of(dtype).times(OPTIMIZER_FACTOR);
        List<Segment> segments = segments(file.get("start"));
        Tensor weights = Numbers.joined(file.get("start")).tensor(dtype);
        List<Tensor> state = new ArrayList<>(List.of(weights));
        optimizer.slots().forEach(slot -> state.add(Creation.full(
                slot.isScalar() ? TensorType.of(dtype) : weights.type(), slot.initial())));
        var step = Engine.compileAll(in -> {
            Tensor rate = optimizer.learningRate().at(in.getFirst().cast(dtype));
            Optimizer.Step next = optimizer.step(new Optimizer.State(segments, in.get(2), in.get(1),
                    in.subList(3, in.size()), rate, in.getFirst()));
            List<Tensor> results = new ArrayList<>(List.of(rate, next.weights()));
            results.addAll(next.slots());
            return results;
        });
        for (int i = 0; i < file.get("grads").size(); i++) {
            List<Tensor> operands = new ArrayList<>(List.of(Tensor.scalar(DType.INT64, i),
                    Numbers.joined(file.get("grads").get(i)).tensor(dtype)));
            operands.addAll(state);
            List<Tensor> results = step.applyAll(operands.toArray(Tensor[]::new));
            tolerance.require("learning rate of step " + (i + 1), Numbers.of(golden.get("lr").get(i)).values(),
                    results.getFirst().item());
            state.clear();
            state.addAll(results.subList(1, results.size()));
            tolerance.require("params after step " + (i + 1), Numbers.joined(golden.get("params").get(i)).values(),
                    state.getFirst().toDoubles());
        }
        for (int i = 0; i < optimizer.slots().size(); i++) {
            tolerance.require(optimizer.slots().get(i).name(),
                    slot(golden.get("final_state"), optimizer.slots().get(i)), state.get(i + 1).toDoubles());
        }
    }

    private static List<Segment> segments(JsonNode weights) {
        List<Segment> segments = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < weights.size(); i++) {
            int size = Math.toIntExact(Numbers.of(weights.get(i)).shape().count());
            segments.add(new Segment(WEIGHTS.get(i), offset, size));
            offset += size;
        }
        return segments;
    }

    /** Scalars, of which Nadam has one, are without a name in Keras: {@code variable}, {@code variable_1}. */
    private static double[] slot(JsonNode state, Slot slot) {
        if (slot.isScalar()) {
            return state.properties().stream().filter(entry -> entry.getKey().startsWith("variable"))
                    .flatMapToDouble(entry -> Arrays.stream(Numbers.of(entry.getValue()).values())).toArray();
        }
        return Numbers.joined(WEIGHTS.stream().map(weight -> state.get(weight + "_" + slot.name()))
                .toArray(JsonNode[]::new)).values();
    }

    // ---- metrics ----------------------------------------------------------------------------------------------------

    static void metric(JsonNode tested, DType dtype, JsonNode golden) {
        Metric metric = KerasObjects.metric(tested.get("metric").asText(), tested.get("config"));
        // PyTorch's segment_sum, which counts at even thresholds, adds weights up in float32 whatever their type.
        boolean isRounded = false;
        try (RunningMetric running = new RunningMetric(metric)) {
            for (int i = 0; i < tested.get("batches").size(); i++) {
                JsonNode batch = tested.get("batches").get(i);
                JsonNode weights = batch.get("sample_weight");
                boolean isOfValues = batch.has("values");
                running.update(Numbers.of(batch.get(isOfValues ? "values" : "y_true")).tensor(dtype),
                        Numbers.of(batch.get(isOfValues ? "values" : "y_pred")).tensor(dtype),
                        weights.isNull() ? null : Numbers.of(weights).tensor(dtype));
                isRounded |= !weights.isNull() && metric instanceof ConfusionMetric counting
                        && counting.confusion().thresholds().areEven();
                Tolerance.of(isRounded ? DType.FLOAT32 : dtype).require("result after batch " + (i + 1),
                        Numbers.of(golden.get(i)).values(), running.results());
            }
        }
    }
}
