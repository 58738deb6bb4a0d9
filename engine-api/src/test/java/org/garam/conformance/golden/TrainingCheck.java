package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.garam.data.Dataset;
import org.garam.model.CompileOptions;
import org.garam.model.FitOptions;
import org.garam.model.History;
import org.garam.model.Sequential;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Normalization;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Losses;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Trains a model as Keras trained it, without shuffling, and compares all that a user sees of it. */
final class TrainingCheck {
    private static final Set<String> KNOWN_FIT_OPTIONS =
            Set.of("batch_size", "epochs", "sample_weight", "class_weight", "validation_split");
    private static final Set<String> KNOWN_COMPILE_OPTIONS = Set.of("loss", "metrics", "weighted_metrics");
    /** Keras' means are divided in float32, once for each batch and once for the epoch, besides what a step rounds. */
    private static final double LEAST_FACTOR = 2;

    private final JsonNode tested;
    private final DType dtype;
    private final JsonNode golden;
    private final Tensor x;
    private final Tensor y;

    private TrainingCheck(JsonNode tested, DType dtype, JsonNode golden) {
        this.tested = tested;
        this.dtype = dtype;
        this.golden = golden;
        x = Numbers.of(tested.get("x")).tensor(dtype);
        y = targets(tested.get("y"));
    }

    static void run(JsonNode tested, DType dtype, JsonNode golden) {
        requireKnown("fit", tested.get("fit"), KNOWN_FIT_OPTIONS);
        requireKnown("compile", tested.get("compile"), KNOWN_COMPILE_OPTIONS);
        TrainingCheck check = new TrainingCheck(tested, dtype, golden);
        check.firstEpoch();
        check.training();
        check.trainingWithDatasets();
    }

    private static void requireKnown(String what, JsonNode options, Set<String> known) {
        options.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new UnsupportedFeatureException("training " + what + " " + name);
            }
        });
    }

    /** The running means after each batch: those of an epoch that ends there. */
    private void firstEpoch() {
        JsonNode batches = golden.path("batch_logs_epoch1");
        // Where a validation split makes the epoch shorter the file goes on with batches of the second epoch.
        int count = Math.min(batches.size(), steps() / epochs());
        for (int i = 0; i < count; i++) {
            History history = model().fit(x, y, fit().epochs(1).stepsPerEpoch(i + 1));
            for (Map.Entry<String, JsonNode> log : batches.get(i).properties()) {
                tolerance(i).require(log.getKey() + " after batch " + (i + 1), Numbers.of(log.getValue()).values(),
                        history.last(log.getKey()));
            }
        }
    }

    private void training() {
        Sequential model = model();
        tolerance(0).require("initial predictions", numbers("initial_predictions"), model.predict(x).toDoubles());
        FitOptions options = fit().epochs(epochs());
        if (tested.has("validation_data")) {
            JsonNode validation = tested.get("validation_data");
            JsonNode weights = validation.path("sample_weight");
            options = options.validationData(Numbers.of(validation.get("x")).tensor(dtype),
                    targets(validation.get("y")),
                    weights.isArray() ? Numbers.of(weights).tensor(dtype) : null);
        }
        compare(model, model.fit(x, y, options));
    }

    /** The same samples, made batch by batch while the model trains. */
    private void trainingWithDatasets() {
        JsonNode given = tested.get("fit");
        int batchSize = given.get("batch_size").intValue();
        int rows = x.shape().size(0);
        int kept = (int) Math.floor(rows * (1 - given.path("validation_split").asDouble(0)));
        Dataset samples = dataset(x, y, given.path("sample_weight"));
        FitOptions options = new FitOptions().verbose(0).epochs(epochs()).classWeight(classWeight());
        if (kept < rows) {
            options = options.validationData(samples.skip(kept).batch(batchSize));
        }
        if (tested.has("validation_data")) {
            JsonNode validation = tested.get("validation_data");
            options = options.validationData(dataset(Numbers.of(validation.get("x")).tensor(dtype),
                    targets(validation.get("y")), validation.path("sample_weight")).batch(batchSize));
        }
        Sequential model = model();
        compare(model, model.fit(samples.take(kept).batch(batchSize), options));
        Dataset unweighted = dataset(x, y, MissingNode.getInstance()).batch(batchSize);
        tolerance(steps()).require("predictions from a Dataset", numbers("final_predictions"),
                model.predict(unweighted).toDoubles());
        requireEvaluated(model.evaluate(unweighted));
    }

    private Dataset dataset(Tensor samples, Tensor itsTargets, JsonNode weights) {
        return weights.isArray() ? Dataset.fromTensorSlices(samples, itsTargets, Numbers.of(weights).tensor(dtype))
                : Dataset.fromTensorSlices(samples, itsTargets);
    }

    private void compare(Sequential model, History history) {
        int steps = steps();
        for (Map.Entry<String, JsonNode> metric : golden.get("history").properties()) {
            double[] computed = history.get(metric.getKey()).stream().mapToDouble(Double::doubleValue).toArray();
            tolerance(steps).require("history of " + metric.getKey(), Numbers.of(metric.getValue()).values(), computed);
        }
        List<Tensor> weights = model.getWeights();
        for (int i = 0; i < weights.size(); i++) {
            tolerance(steps).require("final weight " + i, Numbers.of(golden.get("final_weights").get(i)).values(),
                    weights.get(i).toDoubles());
        }
        tolerance(steps).require("final predictions", numbers("final_predictions"), model.predict(x).toDoubles());
        requireEvaluated(model.evaluate(x, y));
    }

    private void requireEvaluated(SequencedMap<String, Double> evaluated) {
        for (Map.Entry<String, JsonNode> metric : golden.get("evaluate").properties()) {
            tolerance(steps()).require("evaluated " + metric.getKey(), Numbers.of(metric.getValue()).values(),
                    evaluated.get(metric.getKey()));
        }
    }

    /**
     * Every step rounds sums in another order than Keras does. These errors are independent of one another, so what
     * they leave in the weights grows like the square root of the number of steps.
     */
    private Tolerance tolerance(int steps) {
        return Tolerance.of(dtype).times(LEAST_FACTOR * Math.sqrt(Math.max(1, steps)));
    }

    private int epochs() {
        return tested.get("fit").get("epochs").intValue();
    }

    private int steps() {
        return golden.get("optimizer_variables").get("iteration").intValue();
    }

    private double[] numbers(String name) {
        return Numbers.of(golden.get(name)).values();
    }

    private Tensor targets(JsonNode values) {
        boolean areIds = Losses.knows(lossName()) && Losses.named(lossName()).takesClassIds();
        return Numbers.of(values).tensor(areIds ? DType.INT32 : dtype);
    }

    private String lossName() {
        return tested.get("compile").get("loss").asText();
    }

    private Sequential model() {
        JsonNode architecture = tested.get("architecture");
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : architecture.get("layers")) {
            layers.add(layer.isArray()
                    ? new Dense(layer.get(0).intValue(), layer.get(1).isNull() ? "linear" : layer.get(1).asText())
                    : adapted(KerasLayers.layer(layer.get("layer").asText(), layer.get("config"))));
        }
        Sequential model = new Sequential(layers).dtype(dtype).build(Shape.of(architecture.get("input").intValue()));
        List<Tensor> weights = new ArrayList<>();
        tested.get("initial_weights").forEach(weight -> weights.add(Numbers.of(weight).tensor(dtype)));
        model.setWeights(weights);
        if (!Losses.knows(lossName())) {
            throw new UnsupportedFeatureException("loss " + lossName());
        }
        Loss loss = Losses.named(lossName());
        JsonNode optimizer = tested.get("optimizer");
        model.compile(new CompileOptions(KerasOptimizers.optimizer(optimizer.get(0).asText(), optimizer.get(1)), loss)
                .metrics(texts("metrics")).weightedMetrics(texts("weighted_metrics")));
        return model;
    }

    /** Keras adapted it to the same samples, and what it found is among the initial weights. */
    private Layer adapted(Layer layer) {
        if (!(layer instanceof Normalization normalization)) {
            return layer;
        }
        Normalization adapted = normalization.adapt(x);
        Normalization.Statistics found = adapted.statistics().orElseThrow();
        List<List<Double>> statistics = List.of(found.mean(), found.variance());
        for (int i = 0; i < statistics.size(); i++) {
            Tolerance.of(dtype).require("adapted statistic " + i,
                    Numbers.of(tested.get("initial_weights").get(i)).values(),
                    statistics.get(i).stream().mapToDouble(Double::doubleValue).toArray());
        }
        return adapted;
    }

    private String[] texts(String key) {
        List<String> texts = new ArrayList<>();
        tested.get("compile").path(key).forEach(text -> texts.add(text.asText()));
        return texts.toArray(String[]::new);
    }

    private FitOptions fit() {
        JsonNode given = tested.get("fit");
        FitOptions options = new FitOptions().batchSize(given.get("batch_size").intValue()).shuffle(false).verbose(0);
        if (given.has("sample_weight")) {
            options = options.sampleWeight(Numbers.of(given.get("sample_weight")).tensor(dtype));
        }
        options = options.classWeight(classWeight());
        if (given.has("validation_split")) {
            options = options.validationSplit(given.get("validation_split").doubleValue());
        }
        return options;
    }

    private Map<Integer, Double> classWeight() {
        Map<Integer, Double> weights = new HashMap<>();
        tested.get("fit").path("class_weight").properties().forEach(entry ->
                weights.put(Integer.valueOf(entry.getKey()), entry.getValue().doubleValue()));
        return weights;
    }
}
