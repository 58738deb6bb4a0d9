package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.WeightSpec;
import org.garam.model.layer.Weights;
import org.garam.runtime.Creation;
import org.garam.runtime.Engine;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** Compares layers, compiled with their gradients, with golden numbers: successive calls, each with what the last left. */
final class LayerChecks {
    private final Engine engine;
    private final JsonNode tested;
    private final DType dtype;
    private final Layer layer;
    private final Tensor input;
    private final List<WeightSpec> specs;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    private LayerChecks(Engine engine, JsonNode tested, DType dtype) {
        this.engine = engine;
        this.tested = tested;
        this.dtype = dtype;
        layer = KerasLayers.layer(tested.get("layer").asText(), tested.get("config"));
        input = Numbers.of(tested.get("x")).tensor(dtype);
        specs = layer.weights(input.shape().without(0));
    }

    static void run(Engine engine, JsonNode tested, DType dtype, JsonNode golden) {
        LayerChecks checks = new LayerChecks(engine, tested, dtype);
        checks.weights();
        golden.forEach(checks::call);
        if (tested.has("losses")) {
            checks.losses();
        }
    }

    private void weights() {
        JsonNode listed = tested.get("weights");
        List<String> names = new ArrayList<>();
        for (JsonNode weight : listed) {
            names.add(weight.get("name").asText());
            weights.put(names.getLast(), Numbers.of(weight.get("value")).tensor(dtype));
        }
        require("the names of weights", names, specs.stream().map(WeightSpec::name).toList());
        for (int i = 0; i < specs.size(); i++) {
            require("the shape of " + names.get(i), weights.get(names.get(i)).shape(), specs.get(i).shape());
            boolean isTrained = listed.get(i).path("trainable").asBoolean(true);
            require("whether " + names.get(i) + " is trained", isTrained, specs.get(i).trainable());
        }
    }

    private static void require(String what, Object expected, Object computed) {
        if (!expected.equals(computed)) {
            throw new AssertionError(what + ": expected " + expected + ", computed " + computed);
        }
    }

    private void require(String what, JsonNode expected, Tensor computed) {
        Tolerance.of(dtype).require(what, Numbers.of(expected).values(), computed.toDoubles());
    }

    private void call(JsonNode expected) {
        boolean isTraining = expected.path("training").asBoolean(false);
        List<String> differentiated = specs.stream().filter(WeightSpec::trainable).map(WeightSpec::name).toList();
        List<String> updated = specs.stream().filter(spec -> !spec.trainable()).map(WeightSpec::name).toList();
        List<Tensor> operands = new ArrayList<>(List.of(input, cotangent()));
        operands.addAll(weights.values());
        List<Tensor> results = TracedRun.of(engine, (trace, in) -> {
            Updates state = new Updates(new ArrayList<>(weights.keySet()), in.subList(2, in.size()));
            Tensor y = layer.call(in.getFirst(), state, isTraining ? Phase.training(LayerChecks::unrandom)
                    : Phase.inference());
            List<Tensor> computed = new ArrayList<>(List.of(y));
            computed.addAll(gradients(trace, y, in, differentiated.stream().map(state::get).toList()));
            updated.forEach(name -> computed.add(state.after(name)));
            return computed;
        }, operands.toArray(Tensor[]::new));
        require("y", expected.get("y"), results.getFirst());
        require("the shape of the output", Shape.of(input.shape().size(0))
                .append(layer.outputShape(input.shape().without(0))), results.getFirst().shape());
        if (expected.has("grad_x")) {
            require("grad_x", expected.get("grad_x"), results.get(1));
        }
        for (int i = 0; i < differentiated.size(); i++) {
            require("the gradient of " + differentiated.get(i), expected.get("grad_weights").get(i),
                    results.get(2 + i));
        }
        for (int i = 0; i < updated.size(); i++) {
            Tensor after = results.get(2 + differentiated.size() + i);
            require(updated.get(i) + " afterwards", expected.get("weights_after").get(i), after);
            weights.put(updated.get(i), after);
        }
    }

    private List<Tensor> gradients(Trace trace, Tensor y, List<Tensor> in, List<Tensor> trained) {
        List<Tensor> withRespectTo = new ArrayList<>(List.of(in.getFirst()));
        withRespectTo.addAll(trained);
        return trace.gradients(y, in.get(1), withRespectTo);
    }

    private Tensor cotangent() {
        if (tested.has("cotangent")) {
            return Numbers.of(tested.get("cotangent")).tensor(dtype);
        }
        Shape output = layer.outputShape(input.shape().without(0));
        return Creation.full(new TensorType(dtype, Shape.of(input.shape().size(0)).append(output)), 1);
    }

    private static Tensor unrandom(TensorType type, Object seed) {
        throw new UnsupportedFeatureException("golden numbers of a layer that draws random ones, " + type);
    }

    /** The penalty on the output, which is there in float32 only. */
    private void losses() {
        JsonNode losses = tested.get("losses");
        require("the number of losses", losses.size(), (int) layer.activityRegularizer().stream().count());
        layer.activityRegularizer().ifPresent(regularizer -> {
            Tensor penalty = TracedRun.of(engine, (_, in) -> List.of(regularizer.penalty(
                    layer.call(in.getFirst(), Weights.of(weights), Phase.inference()))
                    .div(input.shape().size(0))), input).getFirst();
            Tolerance.of(DType.FLOAT32).require("the loss", Numbers.of(losses).values(), penalty.toDoubles());
        });
    }

    /** Weights that remember what they were updated to. */
    private static final class Updates implements Weights {
        private final Map<String, Tensor> before = new LinkedHashMap<>();
        private final Map<String, Tensor> after = new LinkedHashMap<>();

        Updates(List<String> names, List<Tensor> values) {
            for (int i = 0; i < names.size(); i++) {
                before.put(names.get(i), values.get(i));
            }
        }

        @Override
        public Tensor get(String name) {
            return before.get(name);
        }

        @Override
        public void update(String name, Tensor value) {
            after.put(name, value);
        }

        Tensor after(String name) {
            return after.getOrDefault(name, before.get(name));
        }
    }

    // ---- regularizers and constraints -------------------------------------------------------------------------------

    /** A penalty on a weight. */
    static void regularizer(Engine engine, JsonNode tested, DType dtype) {
        compare(tested, dtype, TracedRun.of(engine, (_, in) -> List.of(
                KerasLayers.regularizer(tested.get("name").asText()).penalty(in.getFirst())), weight(tested, dtype)));
    }

    /** What a constraint makes of a weight. */
    static void constraint(Engine engine, JsonNode tested, DType dtype) {
        compare(tested, dtype, TracedRun.of(engine, (_, in) -> List.of(
                KerasLayers.constraint(tested.get("name").asText()).apply(in.getFirst())), weight(tested, dtype)));
    }

    private static Tensor weight(JsonNode tested, DType dtype) {
        return Numbers.of(tested.get("w")).tensor(dtype);
    }

    /** The numbers are there in float32 only. */
    private static void compare(JsonNode tested, DType dtype, List<Tensor> computed) {
        require("the element type", dtype, computed.getFirst().dtype());
        Tolerance.of(DType.FLOAT32).require("value", Numbers.of(tested.get("value")).values(),
                computed.getFirst().toDoubles());
    }
}
