package org.garam.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.garam.data.Dataset;
import org.garam.data.HostTensor;
import org.garam.model.Architecture.Placed;
import org.garam.model.DatasetBatches.StepLimit;
import org.garam.model.ModelMemory.OptimizerMemory;
import org.garam.model.TrainingStep.Batches;
import org.garam.model.TrainingStep.Purpose;
import org.garam.op.Precision;
import org.garam.runtime.DeviceScope;
import org.garam.runtime.Engine;
import org.garam.runtime.PrecisionScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/** A model whose input shape is known: its weights are on a device, and steps can be run. */
final class BuiltModel {
    private static final int LARGEST_INFERENCE_BATCH = 1024;
    private static final int SMALLEST_INFERENCE_BATCH = 32;
    /** The largest value of a layer may take so many elements when nothing is trained. */
    private static final long INFERENCE_ELEMENTS = 1 << 24;

    private record TargetTypes(TensorType expected, TensorType predicted) {}

    private final Engine engine;
    private final Architecture architecture;
    private final ModelMemory memory;
    private final StepCache steps;
    private final SampleCheck check;
    private final Map<TargetTypes, Compilation> compilations = new HashMap<>();
    private CompileOptions options;
    private OptionalDouble initialRate = OptionalDouble.empty();
    private OptimizerMemory optimizer;
    private Snapshot snapshot;

    BuiltModel(Engine engine, Architecture architecture, long seed) {
        this.engine = engine;
        this.architecture = architecture;
        memory = engine.call(() -> ModelMemory.of(architecture, seed));
        steps = new StepCache(engine, architecture, this::precision);
        check = new SampleCheck(engine, architecture);
    }

    Engine engine() {
        return engine;
    }

    Architecture architecture() {
        return architecture;
    }

    ModelMemory memory() {
        return memory;
    }

    StepCache steps() {
        return steps;
    }

    SampleCheck check() {
        return check;
    }

    /** {@return what the optimizer keeps on the device, if something was trained} */
    Optional<OptimizerMemory> optimizer() {
        return Optional.ofNullable(optimizer);
    }

    /**
     * Forgets what belongs to an earlier compilation; the weights stay.
     *
     * @param rate the learning rate to begin with; empty if it is the optimizer's
     */
    void compile(CompileOptions chosen, OptionalDouble rate) {
        options = architecture.policy().scalesLoss() ? chosen.scalingLoss() : chosen;
        initialRate = rate;
        if (snapshot != null) {
            snapshot.close();
            snapshot = null;
        }
        optimizer = null;
        compilations.clear();
        steps.clear();
    }

    /** A model that is not compiled predicts as exactly as the code that asks. */
    private Precision precision() {
        return Optional.ofNullable(options).flatMap(CompileOptions::precision).orElseGet(PrecisionScope::current);
    }

    /** {@return copies of weights} */
    List<Tensor> read(List<Placed> weights) {
        return engine.call(() -> weights.stream().map(memory::read).toList());
    }

    String optimizerName() {
        return options.optimizer().name();
    }

    /** {@return what the optimizer keeps on the device} */
    OptimizerMemory requireOptimizer() {
        if (optimizer == null) {
            optimizer = OptimizerMemory.of(architecture, options.optimizer());
            initialRate.ifPresent(optimizer::rate);
        }
        return optimizer;
    }

    /** {@return the learning rate of the next step} */
    double learningRate() {
        return engine.call(() -> requireOptimizer().rate());
    }

    /** {@return what the next step multiplies the loss with, if it is scaled} */
    OptionalDouble lossScale() {
        return engine.call(() -> options.optimizer().lossScale(requireOptimizer().slots())
                .map(scale -> OptionalDouble.of(scale.item())).orElse(OptionalDouble.empty()));
    }

    /** Has the weights become their moving average, if the optimizer keeps one. */
    void average(Compilation compilation, StepArguments<Tensor> arguments) {
        if (compilation.optimizer().options().average().isPresent() && arguments.trained() != null) {
            try (BoundStep average = steps.bind(Purpose.AVERAGE, compilation, arguments.with(null, null, null),
                    Batches.NONE)) {
                average.run();
            }
        }
    }

    /** {@return where to keep the state of training at the start of each epoch; it is to be given back} */
    Snapshot borrowSnapshot() {
        OptimizerMemory current = requireOptimizer();
        if (snapshot != null) {
            Snapshot kept = snapshot;
            snapshot = null;
            return kept;
        }
        List<Tensor> state = new ArrayList<>(current.slots());
        state.addAll(List.of(current.iteration(), memory.random()));
        Stream.of(memory.trained(), memory.fixed()).filter(Objects::nonNull).forEach(state::add);
        return new Snapshot(engine, state);
    }

    /** Keeps a snapshot for the next call of {@code fit}, unless the model was compiled anew since. */
    void giveBack(Snapshot borrowed) {
        if (snapshot == null && optimizer != null && borrowed.isOf(optimizer.iteration())) {
            snapshot = borrowed;
        } else {
            borrowed.close();
        }
    }

    /** {@return how the model is trained with targets of this shape, [n, ..]} */
    Compilation compilation(Shape targets) {
        int rows = targets.size(0);
        TensorType predicted = new TensorType(architecture.dtype(), Shape.of(rows).append(architecture.output()));
        boolean lacksAxis = targets.append(Shape.of(1)).equals(predicted.shape());
        Shape shape = lacksAxis && !options.loss().takesClassIds() ? predicted.shape() : targets;
        DType dtype = options.loss().takesClassIds() ? DType.INT32 : architecture.dtype();
        // Metrics are chosen by the shape of one sample; with one row for all, one choice serves data of any size.
        TargetTypes types = new TargetTypes(new TensorType(dtype, shape.with(0, 1)),
                predicted.with(predicted.shape().with(0, 1)));
        return compilations.computeIfAbsent(types, known -> Compilation.of(options, known.expected, known.predicted));
    }

    /**
     * {@return checked samples}
     *
     * @param sampleWeight null if all count alike
     * @throws IllegalArgumentException if they do not fit the model
     */
    Samples samples(Object x, Object y, Object sampleWeight) {
        Tensor inputs = check.inputs(x);
        Tensor targets = check.targets(y, inputs, options.loss());
        Tensor weights = check.weights(sampleWeight, inputs, options.loss());
        Samples samples = new Samples(inputs, targets, weights, 0, inputs.shape().size(0));
        check.values(samples, options.loss());
        return samples;
    }

    /** {@return the samples, with weights for their classes} */
    Samples weighted(Samples samples, Map<Integer, Double> classWeight) {
        if (classWeight.isEmpty()) {
            return samples;
        }
        HostTensor targets = HostTensor.of(samples.targets());
        ClassWeights.requireOccurring(classWeight, options.loss(), targets);
        return samples.weighted(ClassWeights.of(classWeight, check.shapes().classes(options.loss()), targets,
                options.loss(), samples.weights() == null ? null : HostTensor.of(samples.weights()),
                architecture.dtype()).toTensor());
    }

    /** {@return the batches of a dataset, to train or evaluate with} */
    DatasetBatches batches(Dataset dataset, Map<Integer, Double> classWeight, StepLimit limit) {
        return DatasetBatches.of(dataset, check, architecture, options.loss(), classWeight, limit);
    }

    /**
     * {@return how many rows are evaluated or predicted at once}
     *
     * @param chosen what the user says; if empty, as many as memory allows
     */
    int inferenceBatch(OptionalInt chosen) {
        long fitting = INFERENCE_ELEMENTS / Math.max(1, architecture.largestValue());
        return chosen.orElse(Math.clamp(fitting, SMALLEST_INFERENCE_BATCH, LARGEST_INFERENCE_BATCH));
    }

    /** {@return the model's output for samples, or for the features of a dataset's batches} */
    Tensor predict(Object x, PredictOptions options) {
        return scoped(() -> {
            BatchSource data = x instanceof Dataset dataset ? DatasetBatches.of(dataset, check, architecture,
                    new StepLimit(options.steps(), "steps"))
                    : Samples.of(check.inputs(x));
            try (Prediction prediction = new Prediction(this, data, inferenceBatch(options.batch()), options.steps())) {
                return prediction.run(options.listeners());
            }
        });
    }

    /** {@return loss and metrics over the data} */
    SequencedMap<String, Double> evaluate(Function<BuiltModel, BatchSource> data, EvaluateOptions options) {
        return scoped(() -> {
            try (Evaluation evaluation = new Evaluation(this, data.apply(this), options.batch(), options.steps(),
                    false)) {
                return evaluation.run(options.listeners());
            }
        });
    }

    /** {@return the steps of training with these samples, to be run by hand} */
    TrainingSteps trainingSteps(Object x, Object y, int batchSize, OrderSource orders) {
        return engine.call(() -> DeviceScope.outside(
                () -> new TrainingSteps(this, samples(x, y, null), batchSize, orders)));
    }

    /** @param endsTraining whether weights become their moving average afterwards, if the optimizer keeps one */
    History fit(Function<BuiltModel, TrainingData> given, FitOptions fit, OrderSource orders, boolean endsTraining) {
        return scoped(() -> {
            TrainingData data = given.apply(this);
            try (Fitting fitting = new Fitting(this, data.training(), data.validation(), fit, orders)) {
                return fitting.run(endsTraining);
            }
        });
    }

    /** Uploads and other temporary tensors are freed at the end; a tensor that is returned stays. */
    private <T> T scoped(Supplier<T> action) {
        return engine.call(() -> {
            try (DeviceScope scope = DeviceScope.open()) {
                T result = action.get();
                if (result instanceof Tensor tensor) {
                    scope.keep(tensor);
                }
                return result;
            }
        });
    }
}
