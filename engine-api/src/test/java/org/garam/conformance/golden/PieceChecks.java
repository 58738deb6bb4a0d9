package org.garam.conformance.golden;

import static org.garam.runtime.Reductions.reduceSum;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.garam.model.activation.Activation;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.model.loss.Loss;
import org.garam.model.metric.Metric;
import org.garam.model.optimizer.Optimizer;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Compares single pieces of models, compiled with their gradients, with golden numbers. */
final class PieceChecks {
    /** Keras' optimizers round in another order, once per step; the golden's makers found this much in 20 steps. */
    private static final double OPTIMIZER_FACTOR = 2;
    /** PyTorch's gradient of hard_sigmoid is 1/6 in float32 whatever the element type. */
    private static final Tolerance FLOAT32_CONSTANT = new Tolerance(5e-8);

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
            Tensor perSample = loss.perSample(in.getFirst(), in.get(1));
            Tensor weighted = weights.isNull() ? perSample : perSample.mul(along(in.getLast(), perSample.shape()));
            Tensor sum = reduceSum(weighted);
            Tensor mean = sum.div(weighted.shape().count());
            Tensor weightedMean = weights.isNull() ? mean : sum.div(reduceSum(in.getLast()));
            return List.of(weighted, sum, mean, weightedMean, trace.gradients(mean, List.of(in.get(1))).getFirst());
        }, operands.toArray(Tensor[]::new));
        List<String> names = List.of("none", "sum", "sum_over_batch_size", "mean_with_sample_weight",
                "grad_sum_over_batch_size");
        for (int i = 0; i < names.size(); i++) {
            Tolerance.of(dtype).require(names.get(i), Numbers.of(golden.get(names.get(i))).values(),
                    computed.get(i).toDoubles());
        }
    }

    /** Weights of fewer axes, or with axes of size one, as they go along losses of {@code shape}. */
    private static Tensor along(Tensor weights, Shape shape) {
        boolean hasUnitAxis = weights.shape().rank() == shape.rank() + 1;
        return hasUnitAxis ? weights.reshape(weights.shape().without(-1).toArray()) : weights;
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

    // ---- layers -----------------------------------------------------------------------------------------------------

    static void layer(Engine engine, JsonNode tested, DType dtype, JsonNode golden) {
        Layer layer = KerasObjects.layer(tested.get("layer").asText(), tested.get("config"));
        for (int call = 0; call < golden.size(); call++) {
            JsonNode expected = golden.get(call);
            if (expected.get("training").booleanValue()) {
                throw new UnsupportedFeatureException("layer " + tested.get("layer").asText() + " in training");
            }
            List<Tensor> operands = new ArrayList<>(List.of(Numbers.of(tested.get("x")).tensor(dtype),
                    Numbers.of(tested.get("cotangent")).tensor(dtype)));
            tested.get("weights").forEach(weight -> operands.add(Numbers.of(weight.get("value")).tensor(dtype)));
            List<Tensor> computed = TracedRun.of(engine, (trace, in) -> {
                Map<String, Tensor> weights = new HashMap<>();
                for (int i = 2; i < in.size(); i++) {
                    weights.put(tested.get("weights").get(i - 2).get("name").asText(), in.get(i));
                }
                List<Tensor> differentiated = new ArrayList<>(in);
                differentiated.remove(1);
                Tensor y = layer.call(in.getFirst(), Weights.of(weights), Phase.inference());
                List<Tensor> results = new ArrayList<>(List.of(y));
                results.addAll(trace.gradients(y, in.get(1), differentiated));
                return results;
            }, operands.toArray(Tensor[]::new));
            Tolerance.of(dtype).require("y", Numbers.of(expected.get("y")).values(), computed.getFirst().toDoubles());
            Tolerance.of(dtype).require("grad_x", Numbers.of(expected.get("grad_x")).values(),
                    computed.get(1).toDoubles());
            for (int i = 2; i < computed.size(); i++) {
                Tolerance.of(dtype).require("grad_weights " + (i - 2),
                        Numbers.of(expected.get("grad_weights").get(i - 2)).values(), computed.get(i).toDoubles());
            }
        }
    }

    // ---- optimizers -------------------------------------------------------------------------------------------------

    static void optimizer(Engine engine, JsonNode file, JsonNode tested, DType dtype, JsonNode golden) {
        Optimizer optimizer = KerasObjects.optimizer(tested.get("optimizer").asText(), tested.get("kwargs"));
        Tolerance tolerance = Tolerance.of(dtype).times(OPTIMIZER_FACTOR);
        Tensor weights = Numbers.joined(file.get("start")).tensor(dtype);
        List<Tensor> slots = new ArrayList<>();
        optimizer.slots().forEach(_ -> slots.add(Creation.full(weights.type(), 0)));
        var step = Engine.compileAll(in -> {
            List<Tensor> remembered = in.subList(4, in.size());
            Optimizer.Step next = optimizer.step(in.getFirst(), in.get(1), remembered, in.get(2), in.get(3));
            List<Tensor> results = new ArrayList<>(List.of(next.weights()));
            results.addAll(next.slots());
            return results;
        });
        List<Tensor> state = new ArrayList<>(List.of(weights));
        state.addAll(slots);
        for (int i = 0; i < file.get("grads").size(); i++) {
            Tensor gradient = Numbers.joined(file.get("grads").get(i)).tensor(dtype);
            List<Tensor> operands = new ArrayList<>(List.of(state.getFirst(), gradient,
                    Tensor.scalar(dtype, optimizer.learningRate()), Tensor.scalar(dtype, i + 1)));
            operands.addAll(state.subList(1, state.size()));
            state = step.applyAll(operands.toArray(Tensor[]::new));
            tolerance.require("params after step " + (i + 1), Numbers.joined(golden.get("params").get(i)).values(),
                    state.getFirst().toDoubles());
        }
        for (int i = 0; i < optimizer.slots().size(); i++) {
            String slot = optimizer.slots().get(i);
            JsonNode last = golden.get("final_state");
            tolerance.require(slot, Numbers.joined(last.get("kernel_" + slot), last.get("bias_" + slot)).values(),
                    state.get(i + 1).toDoubles());
        }
    }

    // ---- metrics ----------------------------------------------------------------------------------------------------

    static void metric(Engine engine, JsonNode tested, DType dtype, JsonNode golden) {
        Metric metric = KerasObjects.metric(tested.get("metric").asText(), tested.get("config"));
        List<Tensor> state = metric.state().stream().map(shape -> Creation.full(new TensorType(dtype, shape), 0))
                .toList();
        for (int i = 0; i < tested.get("batches").size(); i++) {
            JsonNode batch = tested.get("batches").get(i);
            JsonNode weights = batch.get("sample_weight");
            List<Tensor> operands = new ArrayList<>(state);
            operands.add(Numbers.of(batch.get("y_true")).tensor(dtype));
            operands.add(Numbers.of(batch.get("y_pred")).tensor(dtype));
            if (!weights.isNull()) {
                operands.add(Numbers.of(weights).tensor(dtype));
            }
            int parts = state.size();
            state = TracedRun.of(engine, (_, in) -> metric.update(in.subList(0, parts), in.get(parts),
                    in.get(parts + 1), weights.isNull() ? null : in.getLast()), operands.toArray(Tensor[]::new));
            Tolerance.of(dtype).require("result after batch " + (i + 1), Numbers.of(golden.get(i)).values(),
                    metric.result(state.stream().map(Tensor::toDoubles).toList()));
        }
    }
}
